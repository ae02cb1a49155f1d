package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** Verifies a file that came out of a vault, by what it is. */
final class FileVerification {

  private static final long MAX_SIZE = 1L << 30;

  private final Surroundings surroundings;

  FileVerification(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  List<Check> run(Path file) throws Failure, IOException {
    if (Files.size(file) > MAX_SIZE) {
      throw Failure.usage(
          "the file is too large to be a report or checkpoint", "name a file that palimpsest made");
    }
    byte[] bytes = Files.readAllBytes(file);
    String start = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
    if (start.startsWith("palimpsest.local/")) {
      return checkpoint(file, bytes);
    }
    throw Failure.usage(
        "the file is none that palimpsest makes", "name a report, a view of one, or a checkpoint");
  }

  private List<Check> checkpoint(Path file, byte[] bytes) throws IOException {
    List<Check> checks = new ArrayList<>();
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(bytes);
    } catch (MalformedLogException e) {
      checks.add(Check.failed("checkpoint form", e.why()));
      return checks;
    }
    checks.add(
        Check.passed(
            "checkpoint form",
            checkpoint.size() + " entries, root " + checkpoint.root().abbreviated(12)));
    Optional<VerifierKey> key = key(file);
    if (key.isEmpty()) {
      checks.add(
          Check.notChecked(
              "checkpoint signature", "no log.pub lies beside it and there are no keys here"));
      return checks;
    }
    try {
      checkpoint.verify(key.get());
      checks.add(Check.passed("checkpoint signature", "signed by " + key.get().name()));
    } catch (NoteRefusedException e) {
      checks.add(Check.failed("checkpoint signature", String.valueOf(e.getMessage())));
    }
    return checks;
  }

  private Optional<VerifierKey> key(Path file) throws IOException {
    Path beside = file.resolveSibling("log.pub");
    if (Files.exists(beside)) {
      try {
        return Optional.of(VerifierKey.parse(Files.readString(beside).strip()));
      } catch (NoteRefusedException e) {
        return Optional.empty();
      }
    }
    return KeyRing.exists(surroundings.keys())
        ? KeyRing.verifier(surroundings.keys())
        : Optional.empty();
  }
}
