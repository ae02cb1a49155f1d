package org.palimpsest.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/**
 * Something that is opened while the verb still does something else, as opening the keys and
 * reading the log through. It is closed however the verb ends.
 */
final class Ahead<T extends Closeable> implements Closeable {

  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins to open it. */
  static <T extends Closeable> Ahead<T> of(Callable<T> opening) {
    FutureTask<T> task = new FutureTask<>(opening);
    Thread thread = new Thread(task, "ahead");
    thread.setDaemon(true);
    thread.start();
    return new Ahead<>(task);
  }

  /** Waits until it is open. */
  T get() throws VaultException, IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw Awaited.failure(e, VaultException.class);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      task.get().close();
    } catch (ExecutionException e) {
      // It was never open, and whoever asked for it has heard why.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
