package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.vault.DamagedObjectException;

/**
 * Compares records that are read from the evidence again with what was sealed of them, so that
 * nothing is shown that the snapshot did not hold. For use by one thread.
 */
final class SealedRecords {

  private final DigestList digests;
  private final Commitments commitments;

  SealedRecords(DigestList digests, byte[] saltKey) {
    this.digests = digests;
    this.commitments = new Commitments(saltKey);
  }

  /**
   * Compares one record.
   *
   * @param content its content as canonical JSON
   * @param state its state as canonical JSON
   * @throws DamagedObjectException if no record of that name was sealed with these
   */
  void require(RecordKind kind, String id, byte[] content, byte[] state) throws IOException {
    String key = RecordEncoder.key(kind.word(), id);
    commitments.forKey(key.getBytes(StandardCharsets.US_ASCII));
    byte[] first = commitments.commit(content).bytes();
    byte[] second = commitments.commit(state).bytes();
    // Records of one name are told apart by a number, which their salt does not know.
    for (int twin = 1; ; twin++) {
      String name = twin == 1 ? key : key + "~" + twin;
      byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
      long row = digests.find(wanted);
      if (row == digests.rows() || !digests.isKey(row, wanted)) {
        throw new DamagedObjectException(
            "a record that is read from the evidence is not the one that was sealed");
      }
      if (digests.commits(row, first, second)) {
        return;
      }
    }
  }
}
