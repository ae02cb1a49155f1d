package org.palimpsest.source;

import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.ManifestEntry;
import org.palimpsest.source.EvidenceFile.Role;

/**
 * A file of a backup that is to be taken.
 *
 * @param entry what the manifest says of it
 * @param blob where its bytes lie
 * @param key its key; null in a plain backup
 * @param role what it becomes
 * @param inScope whether it concerns Messages
 * @param hasPlace whether its path is one that it may be given; otherwise only its bytes are kept
 * @param usable whether it can be decrypted, as far as that is known before it is read
 */
record WantedFile(
    ManifestEntry entry,
    BackupListing.Blob blob,
    byte @Nullable [] key,
    Role role,
    boolean inScope,
    boolean hasPlace,
    boolean usable) {

  @Override
  public String toString() {
    return role.word() + " of " + entry;
  }
}
