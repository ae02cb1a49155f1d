package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.source.BackupSource;

/**
 * Refuses places for results in which something lies that no result may come into: a vault, which
 * holds nothing but its own; the keys; and a Messages store or a backup, which are never changed.
 * Links are followed, so that no other name of a place gets round it.
 */
final class Outside {

  private static final String REMEDY = "name a place elsewhere";

  private static final List<String> STORES = List.of("chat.db", "sms.db");

  private Outside() {}

  /**
   * Refuses a place in any of them.
   *
   * @param keys where the keys lie
   */
  static void require(Path place, Path keys) throws Failure, IOException {
    Path real = real(place);
    Path secret = real(keys);
    for (Path at = real; at != null; at = at.getParent()) {
      if (isVault(at)) {
        throw Failure.usage("that would lie in the vault", REMEDY);
      }
      if (at.equals(secret)) {
        throw Failure.usage("that would lie among the keys", REMEDY);
      }
      if (BackupSource.isAt(at)) {
        throw Failure.usage("that would lie in a backup", REMEDY);
      }
      if (isStore(at)) {
        throw Failure.usage("that would lie in a Messages store", REMEDY);
      }
    }
    if (isOfAStore(real)) {
      throw Failure.usage("that is a file of a Messages store", REMEDY);
    }
  }

  private static boolean isVault(Path folder) {
    return isThere(folder.resolve(VaultVerification.DESCRIPTION))
            && isThere(folder.resolve("custody"))
        || isThere(folder.resolve("custody").resolve("log.jsonl"));
  }

  /** A database copied somewhere has nothing beside it that writing a result could change. */
  private static boolean isStore(Path folder) {
    return STORES.stream().anyMatch(name -> isThere(folder.resolve(name)))
        && isThere(folder.resolve("Attachments"));
  }

  private static boolean isOfAStore(Path file) {
    String name = String.valueOf(file.getFileName());
    return STORES.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "-"));
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Where a path that need not be there would lie, links followed as far as it is. */
  static Path real(Path path) throws IOException {
    Path there = path.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (there.getParent() != null && !Files.exists(there)) {
      rest = there.getFileName().resolve(rest);
      there = there.getParent();
    }
    return there.toRealPath().resolve(rest).normalize();
  }
}
