package org.palimpsest.cli;

import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.vault.Vault;

/**
 * What nearly every verb needs and what takes a while the first time is got ready on a second
 * thread while the words of the command line are read. What fails here fails again where it is
 * needed, and is said there.
 */
final class Readiness {

  /** As much as has Java compile the hash, which is slow until then. */
  private static final int HASHED = 512 << 10;

  private final Thread thread = new Thread(Readiness::prepare, "readiness");

  private Readiness() {}

  /** Begins, if a command line names a verb. */
  static Readiness of(String... args) {
    Readiness readiness = new Readiness();
    readiness.thread.setDaemon(true);
    readiness.thread.setUncaughtExceptionHandler((of, trouble) -> {});
    if (args.length > 0 && Verbs.NAMES.contains(args[0])) {
      readiness.thread.start();
    }
    return readiness;
  }

  /**
   * Waits for its end, which nearly always was long ago: a process that ends while a library is
   * being loaded leaves a copy of it in the folder for temporary files.
   */
  void end() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void prepare() {
    Vault.prepare();
    Sha256.of(new byte[HASHED]);
    Json.canonical(Json.object());
  }
}
