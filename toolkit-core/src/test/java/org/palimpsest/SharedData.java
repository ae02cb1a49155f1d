package org.palimpsest;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Public sample files that may lie beside the checkout in {@code shared/data}. */
public final class SharedData {

  private SharedData() {}

  /**
   * The file or folder of that name; skips the running test, with the reason, when it is absent.
   */
  public static Path require(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("shared").resolve("data").resolve(name);
      if (Files.exists(candidate)) {
        return candidate;
      }
      folder = folder.getParent();
    }
    Assumptions.abort("no shared/data/" + name + " beside the checkout");
    throw new AssertionError();
  }
}
