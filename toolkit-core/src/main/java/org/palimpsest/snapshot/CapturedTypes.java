package org.palimpsest.snapshot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.FileTypes;
import org.palimpsest.source.EvidenceFile;

/**
 * Media types of captured files by the hash of their bytes. The common ones are told while a file
 * is copied; the others are asked for afterwards and for attachments only, since asking is slow.
 */
final class CapturedTypes {

  private final Map<Sha256, String> known = new ConcurrentHashMap<>();
  private final Map<Sha256, byte[]> open = new ConcurrentHashMap<>();

  /** Sees the first bytes of a file. May be called by many threads. */
  void saw(Sha256 sha256, byte[] head) {
    String type = FileTypes.common(head);
    if (type != null) {
      known.put(sha256, type);
    } else if (FileTypes.mayBeRare(head)) {
      open.put(sha256, head);
    }
  }

  /**
   * The types of the attachments among {@code files}, as far as their first bytes tell.
   *
   * @param before types that an earlier snapshot found, for files that were not read again
   * @param settled files of which it found the type, or none, by asking as here
   */
  Map<Sha256, String> of(
      List<EvidenceFile> files, Map<Sha256, String> before, Set<Sha256> settled) {
    Set<Sha256> attachments = new HashSet<>();
    for (EvidenceFile file : files) {
      if (file.role() == EvidenceFile.Role.ATTACHMENT) {
        attachments.add(file.sha256());
      }
    }
    ask(attachments, settled);
    Map<Sha256, String> types = new HashMap<>();
    for (Sha256 attachment : attachments) {
      String type = known.getOrDefault(attachment, before.get(attachment));
      if (type != null) {
        types.put(attachment, type);
      }
    }
    return types;
  }

  private void ask(Set<Sha256> attachments, Set<Sha256> settled) {
    open.entrySet().parallelStream()
        .filter(each -> attachments.contains(each.getKey()) && !settled.contains(each.getKey()))
        .forEach(
            each -> {
              String type = FileTypes.of(each.getValue());
              if (type != null) {
                known.put(each.getKey(), type);
              }
            });
  }
}
