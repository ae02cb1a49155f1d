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
  private final boolean looking;
  private final ExecutorService workers;
  private SealedMessages.@Nullable Reading reading;

  /**
   * Nothing is read yet.
   *
   * @param manifest of the snapshot before; null if nothing can be taken over from it
   * @param looking whether the store is only looked at
   */
  CarriedLater(Vault vault, @Nullable Manifest manifest, boolean looking, ExecutorService workers) {
    this.vault = vault;
    this.manifest = manifest;
    this.looking = looking;
    this.workers = workers;
  }

  /** Begins to read them, once; null if nothing can be taken over. */
  synchronized SealedMessages.@Nullable Reading begin() {
    if (reading == null && manifest != null) {
      reading = SealedMessages.begin(vault, manifest, looking, workers);
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
