package org.palimpsest.report.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.palimpsest.digest.Sha256;

/** The published JSON Schemas (draft 2020-12), as shipped with this build. */
public final class Schemas {

  /** Their names, each {@code palimpsest/NAME/VERSION} with a hyphen for the last slash. */
  public static final List<String> NAMES =
      List.of("report-1", "diff-1", "check-1", "snapshot-1", "snapshots-1", "verify-1");

  private Schemas() {}

  /** The bytes of one schema. */
  public static byte[] bytes(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no schema is called " + name);
    }
    String file = "/org/palimpsest/report/schema/" + name + ".schema.json";
    try (InputStream in = Schemas.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 of one schema's bytes. */
  public static Sha256 hash(String name) {
    return Sha256.of(bytes(name));
  }
}
