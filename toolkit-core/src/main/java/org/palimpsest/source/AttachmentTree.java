package org.palimpsest.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.AttachmentFiles;

/**
 * Finds captured attachment files by the path that the store writes. Such a path names a place on
 * the device ({@code ~/Library/Messages/Attachments/…}); it is looked up inside the source only.
 */
public final class AttachmentTree implements AttachmentFiles {

  private static final String ROOT = "Attachments/";

  private final boolean collected;
  private final Map<String, FileIdentity> files = new HashMap<>();

  /** Indexes the attachment files among {@code captured}. */
  public AttachmentTree(boolean collected, List<EvidenceFile> captured) {
    this.collected = collected;
    for (EvidenceFile file : captured) {
      if (file.role() == EvidenceFile.Role.ATTACHMENT) {
        files.put(file.path(), new FileIdentity(file.sha256(), file.size()));
        bundles(file.path(), file.sha256(), file.size());
      }
    }
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
    int at = storedPath.indexOf("/" + ROOT);
    if (at < 0) {
      return Optional.empty();
    }
    return Optional.ofNullable(files.get(storedPath.substring(at + 1)));
  }
}
