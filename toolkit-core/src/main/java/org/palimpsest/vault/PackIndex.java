package org.palimpsest.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.VaultException.Reason;

/**
 * The index of a pack: one line an object, {@code sha256 offset stored size codec}, for a patch
 * also its base and the length of its table, and a last line {@code end} with the SHA-256 of the
 * lines before it.
 */
final class PackIndex {

  static final String SUFFIX = ".idx";
  static final String PACK_SUFFIX = ".pack";

  private PackIndex() {}

  /** The pack that an index is of. */
  static Path packOf(Path index) {
    String name = String.valueOf(index.getFileName());
    return index.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + PACK_SUFFIX);
  }

  static List<StoredObject> read(Path index, Path pack, @Nullable Sealing sealing)
      throws VaultException, IOException {
    byte[] bytes = Files.readAllBytes(index);
    if (sealing != null) {
      try {
        bytes = sealing.openFile(Sealing.INDEX, bytes);
      } catch (DamagedObjectException e) {
        throw damaged("does not open");
      }
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    int end = text.lastIndexOf("end ");
    if (end < 0 || text.length() != end + 4 + 64 + 1 || !text.endsWith("\n")) {
      throw damaged("has no last line");
    }
    String named = text.substring(end + 4, end + 68);
    byte[] lines = java.util.Arrays.copyOf(bytes, end);
    if (!Sha256.isHex(named) || !Sha256.of(lines).equals(Sha256.parse(named))) {
      throw damaged("differs from its own hash");
    }
    List<StoredObject> objects = new ArrayList<>();
    for (String line : text.substring(0, end).lines().toList()) {
      objects.add(parse(line, pack));
    }
    return objects;
  }

  private static StoredObject parse(String line, Path pack) throws VaultException {
    String[] fields = line.split(" ", -1);
    if (fields.length < 5 || !Sha256.isHex(fields[0])) {
      throw damaged("has a line that is none");
    }
    Codec codec = Codec.of(fields[4]).orElseThrow(() -> damaged("names an unknown codec"));
    Sha256 base = null;
    long table = 0;
    if (codec == Codec.PATCH) {
      if (fields.length != 7 || !Sha256.isHex(fields[5])) {
        throw damaged("has a line that is none");
      }
      base = Sha256.parse(fields[5]);
      table = number(fields[6]);
    } else if (fields.length != 5) {
      throw damaged("has a line that is none");
    }
    if (table > Integer.MAX_VALUE || table > number(fields[2])) {
      throw damaged("has a line that is none");
    }
    return new StoredObject(
        Sha256.parse(fields[0]),
        number(fields[3]),
        pack,
        number(fields[1]),
        number(fields[2]),
        codec,
        base,
        (int) table);
  }

  /** Eighteen digits, so that no sum of two overflows. */
  private static long number(String field) throws VaultException {
    if (field.isEmpty() || field.length() > 18) {
      throw damaged("has a line that is none");
    }
    long number = 0;
    for (int i = 0; i < field.length(); i++) {
      int digit = field.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw damaged("has a line that is none");
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static VaultException damaged(String what) {
    return new VaultException(Reason.DAMAGED, "the index " + what);
  }
}
