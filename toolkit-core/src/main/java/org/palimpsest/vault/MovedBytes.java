package org.palimpsest.vault;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds in a content what is the same as in an earlier one, for lists in which rows came, went and
 * changed while all others stayed in their order.
 *
 * <p>Both are read once, side by side. Where they agree, whole windows are compared at once, which
 * is as fast as memory. Where they stop agreeing, the eight bytes at each place of the next piece
 * of the old content are put into a table, and the first place in the new content is looked for at
 * which at least {@link #AGAIN} bytes agree again; the piece grows until that is found. What lies
 * before that place is literal. Where nothing agrees again and again, since all rows have changed,
 * ever more is literal before the next look.
 */
final class MovedBytes {

  /** A shorter copy costs more in the table than its bytes do. */
  private static final int SHORTEST = 24;

  /**
   * So many bytes must agree where it goes on. Rows of a list begin alike, in their keys, so that
   * fewer would be found one row too late, and no row after it would agree; but none has the hash
   * of another, which is as long as this.
   */
  private static final int AGAIN = 64;

  /** So near a row that changed in its place ends. */
  private static final int NEAR = 256;

  private static final int WINDOW = 2 << 20;

  /** So much is literal at most before the next look. */
  private static final int MOST_UNSEEN = 4 << 20;

  private static final int[] REACHES = {1 << 10, 1 << 14, 1 << 18, 1 << 20};
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A range of the old content. */
  interface Copies {
    void copy(long length, long from);
  }

  /** Bytes of the new one alone. */
  interface Literals {
    void literal(byte[] bytes, int at, int length) throws IOException;
  }

  private final ObjectBytes before;
  private final VaultWriter.Input input;
  private final Copies copies;
  private final Literals literals;
  private final byte[] old = new byte[WINDOW];
  private final byte[] now = new byte[WINDOW];
  private long oldRead;
  private int oldAt;
  private int oldEnd;
  private int nowAt;
  private int nowEnd;
  private boolean ended;

  /** How many looks in a row found nothing, and the bytes that are literal before the next. */
  private int failures;

  private int unseen;

  MovedBytes(ObjectBytes before, VaultWriter.Input input, Copies copies, Literals literals) {
    this.before = before;
    this.input = input;
    this.copies = copies;
    this.literals = literals;
  }

  void run() throws IOException {
    while (true) {
      fill();
      int left = nowEnd - nowAt;
      if (left == 0) {
        return;
      }
      if (unseen > 0) {
        leave(Math.min(unseen, left));
        continue;
      }
      int most = Math.min(left, oldEnd - oldAt);
      int differs = Arrays.mismatch(old, oldAt, oldAt + most, now, nowAt, nowAt + most);
      int same = differs < 0 ? most : differs;
      if (same >= SHORTEST || (same > 0 && same == left)) {
        copies.copy(same, oldRead - (oldEnd - oldAt));
        oldAt += same;
        nowAt += same;
      } else if (oldAt == oldEnd) {
        literals.literal(now, nowAt, left);
        nowAt = nowEnd;
      } else {
        resume();
      }
    }
  }

  /** Keeps at least half a window at hand on both sides, while there is more. */
  private void fill() throws IOException {
    if (oldEnd - oldAt < WINDOW / 2 && oldRead < before.size()) {
      System.arraycopy(old, oldAt, old, 0, oldEnd - oldAt);
      oldEnd -= oldAt;
      oldAt = 0;
      int count = (int) Math.min(WINDOW - oldEnd, before.size() - oldRead);
      before.read(oldRead, old, oldEnd, count);
      oldRead += count;
      oldEnd += count;
    }
    if (nowEnd - nowAt < WINDOW / 2 && !ended) {
      System.arraycopy(now, nowAt, now, 0, nowEnd - nowAt);
      nowEnd -= nowAt;
      nowAt = 0;
      while (nowEnd < WINDOW) {
        int count = input.read(now, nowEnd, WINDOW - nowEnd);
        if (count < 0) {
          ended = true;
          break;
        }
        nowEnd += count;
      }
    }
  }

  /** Goes on, on both sides, to where they agree again. */
  private void resume() throws IOException {
    if (beside()) {
      failures = 0;
      return;
    }
    for (int i = failures > 1 ? REACHES.length - 1 : 0; i < REACHES.length; i++) {
      int olds = Math.min(REACHES[i], oldEnd - oldAt);
      int news = Math.min(REACHES[i], nowEnd - nowAt);
      if (found(olds, news)) {
        failures = 0;
        return;
      }
      if (olds < REACHES[i] && news < REACHES[i]) {
        break;
      }
    }
    unseen = Math.min(MOST_UNSEEN, REACHES[REACHES.length - 2] << Math.min(failures, 8));
    failures++;
  }

  /** Nothing near agrees: what is new here is literal, and what was there is left behind. */
  private void leave(int part) throws IOException {
    literals.literal(now, nowAt, part);
    nowAt += part;
    oldAt += Math.min(part, oldEnd - oldAt);
    unseen -= part;
  }

  /** Whether they agree again soon, and as far from here on both sides. */
  private boolean beside() throws IOException {
    int most = Math.min(NEAR + AGAIN, Math.min(oldEnd - oldAt, nowEnd - nowAt));
    int from = 0;
    for (int i = 0; i < most; i++) {
      if (old[oldAt + i] != now[nowAt + i]) {
        from = i + 1;
      } else if (i + 1 - from == AGAIN) {
        literals.literal(now, nowAt, from);
        oldAt += from;
        nowAt += from;
        return true;
      }
    }
    return false;
  }

  private boolean found(int olds, int news) throws IOException {
    int size = Integer.highestOneBit(Math.max(16, olds)) << 2;
    int[] places = new int[size];
    for (int i = 0; i + Long.BYTES <= olds; i++) {
      int slot = slot((long) LONGS.get(old, oldAt + i), size);
      long value = (long) LONGS.get(old, oldAt + i);
      while (places[slot] != 0 && (long) LONGS.get(old, oldAt + places[slot] - 1) != value) {
        slot = (slot + 1) & (size - 1);
      }
      if (places[slot] == 0) {
        places[slot] = i + 1;
      }
    }
    for (int i = 0; i + AGAIN <= news; i++) {
      long value = (long) LONGS.get(now, nowAt + i);
      int slot = slot(value, size);
      while (places[slot] != 0) {
        int place = places[slot] - 1;
        if ((long) LONGS.get(old, oldAt + place) == value) {
          if (place + AGAIN <= olds
              && Arrays.equals(
                  old, oldAt + place, oldAt + place + AGAIN, now, nowAt + i, nowAt + i + AGAIN)) {
            goOn(place, i);
            return true;
          }
          break;
        }
        slot = (slot + 1) & (size - 1);
      }
    }
    return false;
  }

  private void goOn(int oldPlace, int newPlace) throws IOException {
    int back = 0;
    while (back < Math.min(oldPlace, newPlace)
        && old[oldAt + oldPlace - back - 1] == now[nowAt + newPlace - back - 1]) {
      back++;
    }
    literals.literal(now, nowAt, newPlace - back);
    oldAt += oldPlace - back;
    nowAt += newPlace - back;
  }

  private static int slot(long value, int size) {
    return (int) ((value * 0x9E3779B97F4A7C15L) >>> 40) & (size - 1);
  }
}
