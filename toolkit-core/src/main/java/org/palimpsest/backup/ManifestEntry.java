package org.palimpsest.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of one entry of the phone's file system.
 *
 * @param fileId the name under which its bytes lie
 * @param domain the part of the file system, such as {@code HomeDomain}
 * @param path within the domain; empty for the domain itself
 * @param kind what it is
 * @param size as the phone saw it before copying; of databases it can be wrong
 * @param modifiedAt when it was changed last
 * @param digest of the bytes on disk; null where the phone wrote none
 * @param key class and wrapped key; null where there is none
 * @param trouble what of the entry could not be read; empty when all could
 */
public record ManifestEntry(
    String fileId,
    String domain,
    String path,
    Kind kind,
    long size,
    Instant modifiedAt,
    byte @Nullable [] digest,
    byte @Nullable [] key,
    String trouble) {

  /** What an entry is. */
  public enum Kind {
    /** A file, whose bytes lie in the backup. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link. */
    LINK,
    /** Of a kind that is not known. */
    UNKNOWN
  }

  /** Domain and path as one; for people and for lists. */
  public String place() {
    return path.isEmpty() ? domain : domain + "/" + path;
  }

  /** Whether its name is the one that its domain and path give. */
  public boolean isNamedRightly() {
    return fileId.equals(FileId.of(domain, path));
  }

  /** Whether its path leads out of its domain, or is none. */
  public boolean climbs() {
    if (domain.isEmpty() || domain.contains("/") || domain.contains("\\") || isDots(domain)) {
      return true;
    }
    if (path.startsWith("/") || domain.indexOf('\0') >= 0 || path.indexOf('\0') >= 0) {
      return true;
    }
    for (String part : path.split("[/\\\\]", -1)) {
      if (isDots(part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDots(String part) {
    return part.equals(".") || part.equals("..");
  }

  /** Its kind and size, without names. */
  @Override
  public String toString() {
    return kind + " of " + size + " bytes";
  }
}
