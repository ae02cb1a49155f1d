package org.palimpsest.cli;

import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.vault.Vault;

/**
 * What nearly every verb needs and what takes a while the first time is got ready on a second
 * thread while the words of the command line are read. Nothing waits for it, and what fails here
 * fails again where it is needed, and is said there.
 */
final class Readiness {

  /** As much as has Java compile the hash, which is slow until then. */
  private static final int HASHED = 512 << 10;

  private Readiness() {}

  static void begin() {
    Thread thread = new Thread(Readiness::prepare, "readiness");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((of, trouble) -> {});
    thread.start();
  }

  private static void prepare() {
    Sha256.of(new byte[HASHED]);
    Vault.prepare();
    Json.canonical(Json.object());
  }
}
