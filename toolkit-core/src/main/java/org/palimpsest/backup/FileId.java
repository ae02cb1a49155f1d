package org.palimpsest.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name under which a backup keeps a file. */
public final class FileId {

  private static final int LENGTH = 40;

  private FileId() {}

  /**
   * The hex SHA-1 of domain, a hyphen, and path. The path is taken as stored: neither case nor the
   * composition of letters is changed.
   */
  public static String of(String domain, String path) {
    byte[] name = (domain + "-" + path).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha1().digest(name));
  }

  /** Whether a name is one that a file of a backup can have. */
  public static boolean isFileId(String name) {
    return name.length() == LENGTH && name.chars().allMatch(FileId::isLowerHex);
  }

  private static boolean isLowerHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** A fresh SHA-1 computation; the format knows no other hash. */
  public static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
