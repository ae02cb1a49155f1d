package org.palimpsest.source;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.AttachmentFiles;
import org.palimpsest.messages.StoreFacts;

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
  private final Set<String> bundled = new HashSet<>();

  /**
   * Paths by their composed form (Unicode NFC), since some disks decompose names; empty where
   * several have one.
   */
  private final Map<String, String> composed = new HashMap<>();

  /** Indexes the attachment files among {@code captured}, of whose types nothing is known. */
  public AttachmentTree(boolean collected, List<EvidenceFile> captured) {
    this(collected, captured, Map.of());
  }

  /**
   * Indexes the attachment files among {@code captured}.
   *
   * @param types media types by the first bytes, as far as they tell
   */
  public AttachmentTree(boolean collected, List<EvidenceFile> captured, Map<Sha256, String> types) {
    this.collected = collected;
    for (EvidenceFile file : captured) {
      if (file.role() == EvidenceFile.Role.ATTACHMENT) {
        String path = within(file.path());
        String type = types.get(file.sha256());
        files.put(path, new FileIdentity(file.sha256(), file.size(), type, false));
        bundles(path, file.sha256(), file.size());
      }
    }
    for (String path : files.keySet()) {
      composed.merge(composed(path), path, (one, other) -> "");
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
      long whole = (known == null ? 0 : known.size()) + size;
      files.put(bundle, new FileIdentity(Sha256.of(combined), whole, null, true));
      bundled.add(path);
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
      FileIdentity file = files.get(there(storedPath.substring(onPhone + ON_PHONE.length())));
      if (file != null) {
        return Optional.of(file);
      }
    }
    int at = storedPath.indexOf("/" + ROOT);
    return at < 0
        ? Optional.empty()
        : Optional.ofNullable(files.get(there(storedPath.substring(at + 1))));
  }

  private static String composed(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC);
  }

  /** The path itself if a file has it, else the one path that differs in its Unicode form only. */
  private String there(String path) {
    String other = files.containsKey(path) ? path : composed.getOrDefault(composed(path), "");
    return other.isEmpty() ? path : other;
  }

  @Override
  public StoreFacts.Orphans notNamedBy(Set<String> storedPaths) {
    Set<String> named = new HashSet<>();
    for (String stored : storedPaths) {
      int onPhone = stored.indexOf(ON_PHONE);
      if (onPhone >= 0) {
        named.add(there(stored.substring(onPhone + ON_PHONE.length())));
      }
      int at = stored.indexOf("/" + ROOT);
      if (at >= 0) {
        named.add(there(stored.substring(at + 1)));
      }
    }
    long count = 0;
    long size = 0;
    for (Map.Entry<String, FileIdentity> file : files.entrySet()) {
      String path = file.getKey();
      if (!file.getValue().bundle() && !named.contains(path) && !isInNamed(path, named)) {
        count++;
        size += file.getValue().size();
      }
    }
    return new StoreFacts.Orphans(count, size);
  }

  private boolean isInNamed(String path, Set<String> named) {
    if (!bundled.contains(path)) {
      return false;
    }
    for (int at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (named.contains(path.substring(0, at))) {
        return true;
      }
    }
    return false;
  }
}
