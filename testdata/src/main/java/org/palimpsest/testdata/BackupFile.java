package org.palimpsest.testdata;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * An entry of a forged backup.
 *
 * @param domain such as {@code HomeDomain}
 * @param path within the domain; empty for the domain itself
 * @param kind what it is
 * @param content its bytes; of a link, its target
 * @param modifiedAt when it was changed last
 * @param faults what is wrong with it
 * @param times how often its content is repeated, for files that are larger than memory
 */
public record BackupFile(
    String domain,
    String path,
    Kind kind,
    byte[] content,
    Instant modifiedAt,
    Set<BackupFault> faults,
    int times) {

  /** What an entry is, by the flags of its row. */
  public enum Kind {
    /** A file. */
    FILE(1, 0x81a4),
    /** A folder. */
    FOLDER(2, 0x41ed),
    /** A symbolic link. */
    LINK(4, 0xa1ed);

    private final int flags;
    private final int mode;

    Kind(int flags, int mode) {
      this.flags = flags;
      this.mode = mode;
    }

    int flags() {
      return flags;
    }

    int mode() {
      return mode;
    }
  }

  /** Domains in which a phone writes digests. */
  private static final Set<String> WITH_DIGEST =
      Set.of("HomeDomain", "RootDomain", "HealthDomain", "WirelessDomain", "KeychainDomain");

  /** The same entry with something wrong. */
  BackupFile with(BackupFault fault) {
    Set<BackupFault> all = EnumSet.of(fault);
    all.addAll(faults);
    return new BackupFile(domain, path, kind, content, modifiedAt, all, times);
  }

  long size() {
    return (long) content.length * times;
  }

  boolean has(BackupFault fault) {
    return faults.contains(fault);
  }

  /** Whether the phone would write a digest for it. */
  boolean digested() {
    return WITH_DIGEST.contains(domain);
  }

  /** The path as the row has it. */
  String rowPath() {
    return has(BackupFault.CLIMBING_PATH) ? "Library/../../../" + path : path;
  }

  /** The name that the row gives it. */
  String fileId() {
    String right = sha1(domain + "-" + rowPath());
    return has(BackupFault.WRONG_FILE_ID) ? new StringBuilder(right).reverse().toString() : right;
  }

  /** The name that a path has, whatever a row says. */
  static String sha1(String text) {
    return HexFormat.of().formatHex(hash("SHA-1", text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return kind + " of " + content.length + " bytes";
  }
}
