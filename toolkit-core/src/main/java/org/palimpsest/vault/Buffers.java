package org.palimpsest.vault;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Arrays of one size that are used again: getting and clearing megabytes for each block of a large
 * file takes a good part of the time that hashing it does. Safe for use by several threads.
 */
final class Buffers {

  private final int size;
  private final Deque<byte[]> free = new ConcurrentLinkedDeque<>();

  Buffers(int size) {
    this.size = size;
  }

  /** One of them, with whatever was in it. */
  byte[] take() {
    byte[] buffer = free.poll();
    return buffer == null ? new byte[size] : buffer;
  }

  /** Gives one back, which its giver does not touch any more. */
  void give(byte[] buffer) {
    free.push(buffer);
  }
}
