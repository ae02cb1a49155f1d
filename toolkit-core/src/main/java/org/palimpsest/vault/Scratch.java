package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that do not fit into memory and are put aside while a snapshot is made or made again:
 * sealed as whatever lies in the vault, never published, gone when it is closed. What an
 * interrupted snapshot leaves, the next one removes. Safe for use by several threads.
 */
public final class Scratch implements Closeable {

  private final PackDraft draft;
  private final PackFiles files;

  /** Holds nothing else and goes with it; null if it lies among the drafts of a vault. */
  private final @Nullable Path own;

  Scratch(PackDraft draft, PackFiles files) {
    this(draft, files, null);
  }

  Scratch(PackDraft draft, PackFiles files, @Nullable Path own) {
    this.draft = draft;
    this.files = files;
    this.own = own;
  }

  /** Where bytes were put. */
  public record Place(long offset, int stored) {}

  /** Puts bytes aside. */
  public synchronized Place put(byte[] bytes, int count) throws NoRoomException {
    long offset = draft.length();
    try {
      return new Place(offset, draft.unit(bytes, 0, count));
    } catch (IOException e) {
      throw new NoRoomException(e);
    }
  }

  /** Takes them back. */
  public byte[] get(Place place) throws IOException {
    return files.unit(draft.file(), place.offset, place.stored);
  }

  @Override
  public void close() throws IOException {
    files.forget(draft.file());
    draft.close();
    if (own != null) {
      Files.deleteIfExists(own);
    }
  }
}
