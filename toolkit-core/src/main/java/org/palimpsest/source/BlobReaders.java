package org.palimpsest.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.palimpsest.work.Awaited;

/** Takes the files of a backup on several threads, each as soon as it is known to be wanted. */
final class BlobReaders implements AutoCloseable {

  /** Takes one file. */
  @FunctionalInterface
  interface Taker {
    void take(WantedFile file) throws IOException;
  }

  private final Taker taker;
  private final Progress progress;
  private final ExecutorService workers;
  private final List<Future<?>> running = new ArrayList<>();

  BlobReaders(int threads, Progress progress, Taker taker) {
    this.taker = taker;
    this.progress = progress;
    this.workers = Executors.newFixedThreadPool(threads);
  }

  /** Begins to take a file, or to wait for its turn. */
  void begin(WantedFile file) {
    progress.expect(file.blob().size());
    running.add(
        workers.submit(
            () -> {
              taker.take(file);
              return null;
            }));
  }

  /** Waits until all of them are taken. */
  void finish() throws IOException, InterruptedException {
    try {
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw Awaited.failure(e, IOException.class);
    }
  }

  /** Begins no further one and waits for those that are being taken. */
  @Override
  public void close() throws IOException {
    workers.shutdown();
    running.forEach(future -> future.cancel(false));
    try {
      if (!workers.awaitTermination(1, TimeUnit.HOURS)) {
        throw new IOException("a file of a backup could not be kept");
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
