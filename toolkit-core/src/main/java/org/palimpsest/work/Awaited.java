package org.palimpsest.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what another thread makes. What failed there is thrown here, as what it was. */
public final class Awaited {

  private Awaited() {}

  /**
   * What was made.
   *
   * @throws IOException if that is how it failed, or this thread was interrupted, which it then
   *     still is
   */
  public static <T> T of(Future<T> making) throws IOException {
    return of(making, IOException.class);
  }

  /**
   * The same of something that may fail in one more way.
   *
   * @param also that way
   */
  public static <T, E extends Exception> T of(Future<T> making, Class<E> also)
      throws E, IOException {
    try {
      return making.get();
    } catch (ExecutionException e) {
      throw failure(e, also);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * What to throw for how it failed; anything but reading or writing is thrown at once.
   *
   * @param also a checked exception that it may have failed with
   */
  public static <E extends Exception> IOException failure(ExecutionException e, Class<E> also)
      throws E {
    Throwable cause = e.getCause();
    // It may itself have waited for another.
    while (cause instanceof ExecutionException inner) {
      cause = inner.getCause();
    }
    if (also.isInstance(cause)) {
      throw also.cast(cause);
    }
    if (cause instanceof IOException trouble) {
      return trouble;
    }
    if (cause instanceof UncheckedIOException && cause.getCause() instanceof IOException trouble) {
      return trouble;
    }
    if (cause instanceof RuntimeException trouble) {
      throw trouble;
    }
    if (cause instanceof Error trouble) {
      throw trouble;
    }
    throw new IllegalStateException("work ended in a way that it does not declare", e);
  }
}
