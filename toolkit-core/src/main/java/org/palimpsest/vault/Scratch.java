package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;

/**
 * Bytes that do not fit into memory and are put aside while a snapshot is made: sealed as whatever
 * lies in the vault, never published, gone when it is closed. What an interrupted run leaves, the
 * next one removes. Safe for use by several threads.
 */
public final class Scratch implements Closeable {

  private final PackDraft draft;
  private final PackFiles files;

  Scratch(PackDraft draft, PackFiles files) {
    this.draft = draft;
    this.files = files;
  }

  /** Where bytes were put. */
  public record Place(long offset, int stored) {}

  /** Puts bytes aside. */
  public synchronized Place put(byte[] bytes, int count) throws IOException {
    long offset = draft.length();
    return new Place(offset, draft.unit(bytes, 0, count));
  }

  /** Takes them back. */
  public byte[] get(Place place) throws IOException {
    return files.unit(draft.file(), place.offset, place.stored);
  }

  @Override
  public void close() throws IOException {
    draft.close();
  }
}
