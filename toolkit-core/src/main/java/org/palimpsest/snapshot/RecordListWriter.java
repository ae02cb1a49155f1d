package org.palimpsest.snapshot;

import java.io.IOException;
import java.io.InputStream;
import org.palimpsest.digest.Sha256;

/**
 * The record list as a stream of lines, {@code key SP content-commitment SP state-commitment LF},
 * and the RFC 6962 leaf hashes of its lines.
 */
final class RecordListWriter extends InputStream {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final RecordEntry[] entries;
  private int next;
  private byte[] line = new byte[256];
  private int length;
  private int position;

  RecordListWriter(RecordEntry[] entries) {
    this.entries = entries;
  }

  /** Bytes of a line with its LF. */
  static int lineLength(RecordEntry entry) {
    return entry.key().length + 2 * (1 + 2 * Sha256.LENGTH) + 1;
  }

  /** Writes a line without its LF into {@code target}, which it may replace by a longer array. */
  static int line(RecordEntry entry, byte[][] target) {
    int needed = lineLength(entry);
    if (target[0].length < needed) {
      target[0] = new byte[needed * 2];
    }
    byte[] line = target[0];
    System.arraycopy(entry.key(), 0, line, 0, entry.key().length);
    int at = entry.key().length;
    for (int i = 0; i < entry.commitments().length; i++) {
      if (i % Sha256.LENGTH == 0) {
        line[at++] = ' ';
      }
      line[at++] = HEX[(entry.commitments()[i] >> 4) & 0xf];
      line[at++] = HEX[entry.commitments()[i] & 0xf];
    }
    return at;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int count) {
    int done = 0;
    while (done < count) {
      if (position == length && !nextLine()) {
        break;
      }
      int part = Math.min(count - done, length - position);
      System.arraycopy(line, position, target, at + done, part);
      position += part;
      done += part;
    }
    return done == 0 && count > 0 ? -1 : done;
  }

  private boolean nextLine() {
    if (next == entries.length) {
      return false;
    }
    byte[][] holder = {line};
    length = line(entries[next++], holder);
    line = holder[0];
    line[length++] = '\n';
    position = 0;
    return true;
  }
}
