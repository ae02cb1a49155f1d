package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.palimpsest.work.Awaited;

/**
 * What a content is stored against, being opened while it is not needed yet.
 *
 * @param opening is run by another thread too
 */
record PatchBase(FutureTask<ObjectBytes> opening) implements Closeable {

  /** A smaller object is not worth a patch. */
  private static final int SMALLEST = 16 << 10;

  private static final int LONGEST_CHAIN = 500;

  /** How many times as large as their root the patches of a chain may be together. */
  private static final int MOST_PATCHES = 3;

  /**
   * Whether it pays to store against an object: a chain that is long, or whose patches have grown
   * to a multiple of their root, is better begun anew, so that old chains do not slow down reading.
   */
  static boolean serves(Optional<StoredObject> object, ObjectPlaces places) throws IOException {
    if (object.isEmpty() || object.get().size() < SMALLEST) {
      return false;
    }
    List<StoredObject> chain;
    try {
      chain = Patched.chain(object.get(), places);
    } catch (DamagedObjectException e) {
      return false;
    }
    long patches = 0;
    for (int i = 0; i < chain.size() - 1; i++) {
      patches += chain.get(i).stored();
    }
    return chain.size() <= LONGEST_CHAIN
        && patches <= MOST_PATCHES * chain.get(chain.size() - 1).stored();
  }

  /** It, opened by whoever needs it first if nobody has begun to. */
  ObjectBytes bytes() throws IOException {
    opening.run();
    return Awaited.of(opening);
  }

  @Override
  public void close() throws IOException {
    opening.run();
    try {
      opening.get().close();
    } catch (ExecutionException e) {
      // Whoever needed it was told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
