package org.palimpsest.messages;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.CanonicalWriter;

/**
 * Writes what stands for a blob in a record: its SHA-256 and size, since its bytes stay in the
 * evidence; or {@code {"plain":true}} for a body that follows byte for byte from the text that the
 * record holds. Most messages have the body, and the summary, that many others have. One for each
 * thread.
 */
final class BlobNames {

  private static final int COLUMNS = 128;

  private final int bodyColumn;
  private final MessageDigest digest = Sha256.newDigest();
  private final @Nullable Named[] last = new Named[COLUMNS];

  /** A blob and its hash. */
  private record Named(byte[] bytes, byte[] name) {}

  /**
   * Prepares.
   *
   * @param bodyColumn the column from which records have their text; -1 for none
   */
  BlobNames(int bodyColumn) {
    this.bodyColumn = bodyColumn;
  }

  void write(CanonicalWriter writer, int column, byte[] bytes, int from, int length) {
    if (column == bodyColumn && AttributedText.isPlain(bytes, from, length)) {
      writer.beginObject().name("plain").value(true).endObject();
      return;
    }
    writer.beginObject().name("sha256").hex(name(column, bytes, from, length));
    writer.name("size").value(length).endObject();
  }

  private byte[] name(int column, byte[] bytes, int from, int length) {
    Named known = column < COLUMNS ? last[column] : null;
    if (known != null
        && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, from + length)) {
      return known.name;
    }
    digest.update(bytes, from, length);
    byte[] name = digest.digest();
    if (column < COLUMNS) {
      last[column] = new Named(Arrays.copyOfRange(bytes, from, from + length), name);
    }
    return name;
  }
}
