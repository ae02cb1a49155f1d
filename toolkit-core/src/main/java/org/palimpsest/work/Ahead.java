package org.palimpsest.work;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Work whose results are taken in the order in which it was given. Other threads do it, and so does
 * the one that takes: before it waits, it does itself what nobody has begun. With a thread fewer
 * than there are processors beside it, all of them are busy and none is shared. Used by one thread.
 *
 * @param <T> what the work gives
 */
public final class Ahead<T> {

  private final Executor others;
  private final Deque<FutureTask<T>> given = new ArrayDeque<>();

  /** Work that is given to {@code others} as well. */
  public Ahead(Executor others) {
    this.others = others;
  }

  /** Gives work. */
  public void give(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    given.add(task);
    others.execute(task);
  }

  /** How much of it was not taken yet. */
  public int size() {
    return given.size();
  }

  /**
   * Takes what was given first.
   *
   * @throws IOException if that is how it failed; what else it threw is thrown as it is
   * @throws java.util.NoSuchElementException if nothing is left
   */
  public T take() throws IOException {
    FutureTask<T> first = given.element();
    for (FutureTask<T> task : given) {
      if (first.isDone()) {
        break;
      }
      // Does nothing where another thread is at it.
      task.run();
    }
    return Awaited.of(given.remove());
  }
}
