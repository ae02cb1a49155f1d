package org.palimpsest.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.AttachmentFiles;

/**
 * Finds captured attachment files by the path that the store writes. Such a path names a place on
 * the device ({@code ~/Library/Messages/Attachments/…}, {@code /var/mobile/Library/SMS/…}); it is
 * looked up inside the source only. A phone keeps attachments in another domain than the store, so
 * both are looked at.
 */
public final class AttachmentTree implements AttachmentFiles {

  private static final String ROOT = "Attachments/";
  private static final String ON_PHONE = "Library/SMS/";

  private final boolean collected;
  private final Map<String, FileIdentity> files = new HashMap<>();

  /**
   * Indexes the attachment files.
   *
   * @param captured files that were captured, as they are or to be derived
   */
  public AttachmentTree(boolean collected, List<EvidenceFile> captured) {
    this.collected = collected;
    for (EvidenceFile file : captured) {
      if (file.role() == EvidenceFile.Role.ATTACHMENT) {
        String path = within(file.path());
        files.put(path, new FileIdentity(file.sha256(), file.size()));
        bundles(path, file.sha256(), file.size());
      }
    }
  }

  /** The path within a folder of Messages, for a path of a phone's domain. */
  private static String within(String path) {
    int at = path.indexOf("/" + ON_PHONE);
    return at < 0 ? path : path.substring(at + 1 + ON_PHONE.length());
  }

  /** An attachment can be a folder; it is here when anything in it is, under a combined hash. */
  private void bundles(String path, Sha256 sha256, long size) {
    String[] parts = path.split("/", -1);
    // Attachments / hh / nn / directory / bundle / file …
    if (parts.length > 5) {
      String bundle = String.join("/", List.of(parts).subList(0, 5));
      FileIdentity known = files.get(bundle);
      byte[] combined = new byte[64];
      if (known != null) {
        known.sha256().copyTo(combined, 0);
      }
      sha256.copyTo(combined, 32);
      files.put(
          bundle, new FileIdentity(Sha256.of(combined), (known == null ? 0 : known.size()) + size));
    }
  }

  @Override
  public boolean collected() {
    return collected;
  }

  @Override
  public Optional<FileIdentity> find(String storedPath) {
    int onPhone = storedPath.indexOf(ON_PHONE);
    if (onPhone >= 0) {
      FileIdentity file = files.get(storedPath.substring(onPhone + ON_PHONE.length()));
      if (file != null) {
        return Optional.of(file);
      }
    }
    int at = storedPath.indexOf("/" + ROOT);
    return at < 0 ? Optional.empty() : Optional.ofNullable(files.get(storedPath.substring(at + 1)));
  }
}
