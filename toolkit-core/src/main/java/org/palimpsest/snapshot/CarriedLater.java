package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.Vault;

/**
 * The sealed records of the snapshot before, which are begun to be read as soon as it is known that
 * they will be needed: while a database that changed is being copied.
 */
final class CarriedLater implements Closeable {

  private final Vault vault;
  private final @Nullable Manifest manifest;
  private final boolean inDigests;
  private final ExecutorService workers;
  private SealedMessages.@Nullable Reading reading;

  /**
   * Nothing is read yet.
   *
   * @param manifest of the snapshot before; null if nothing can be taken over from it
   * @param inDigests whether what the digest list has of them is enough
   */
  CarriedLater(
      Vault vault, @Nullable Manifest manifest, boolean inDigests, ExecutorService workers) {
    this.vault = vault;
    this.manifest = manifest;
    this.inDigests = inDigests;
    this.workers = workers;
  }

  /** Begins to read them, once; null if nothing can be taken over. */
  synchronized SealedMessages.@Nullable Reading begin() {
    if (reading == null && manifest != null) {
      reading = SealedMessages.begin(vault, manifest, inDigests, workers);
    }
    return reading;
  }

  @Override
  public synchronized void close() throws IOException {
    if (reading != null) {
      reading.close();
    }
  }
}
