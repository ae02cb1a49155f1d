package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.EntryProof;
import org.palimpsest.custody.ExtensionProof;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** Checks a proof about a custody log. */
final class LogProofCheck {

  private static final String FORM = "log proof form";
  static final String SUFFIX = ".tlog-proof";

  private LogProofCheck() {}

  static List<Check> of(Path file, byte[] bytes, VerifierKey key, @Nullable Checkpoint known)
      throws IOException {
    List<Check> checks = new ArrayList<>();
    try {
      if (new String(bytes, StandardCharsets.ISO_8859_1).startsWith(ExtensionProof.START)) {
        extension(ExtensionProof.parse(bytes), key, known, checks);
      } else {
        entry(EntryProof.parse(bytes), key, file, checks);
      }
    } catch (MalformedLogException e) {
      checks.add(Check.failed(FORM, String.valueOf(e.getMessage())));
    }
    return checks;
  }

  private static void extension(
      ExtensionProof proof, VerifierKey key, @Nullable Checkpoint known, List<Check> checks) {
    checks.add(Check.passed(FORM, "that a log only grew"));
    signature(proof.checkpoint(), key, checks);
    String name = "log consistency";
    if (known == null) {
      checks.add(
          Check.notChecked(name, "needs the earlier checkpoint: give it with --known-checkpoint"));
      return;
    }
    try {
      proof.verify(known, key.named(proof.checkpoint().origin()));
      checks.add(
          Check.passed(
              name,
              "the log of "
                  + proof.checkpoint().size()
                  + " entries extends the one of "
                  + known.size()));
    } catch (NoteRefusedException | ProofRefusedException e) {
      checks.add(Check.failed(name, String.valueOf(e.getMessage())));
    }
  }

  private static void entry(EntryProof proof, VerifierKey key, Path file, List<Check> checks)
      throws IOException {
    checks.add(Check.passed(FORM, "that an entry is in a log"));
    signature(proof.checkpoint(), key, checks);
    String name = String.valueOf(file.getFileName());
    Path beside = beside(file);
    if (!name.endsWith(SUFFIX) || !Files.isRegularFile(beside)) {
      checks.add(
          Check.notChecked(
              "log entry", "the entry does not lie beside it under the same name with .json"));
      return;
    }
    byte[] line = Files.readAllBytes(beside);
    try {
      LoggedEntry logged = LoggedEntry.parse(line);
      proof.verify(line, key.named(proof.checkpoint().origin()));
      checks.add(
          logged.seq() == proof.path().index() + 1
              ? Check.passed(
                  "log entry",
                  "entry "
                      + logged.seq()
                      + ", "
                      + logged.entry().action().text()
                      + ", is in the log")
              : Check.failed("log entry", "is numbered otherwise than its place"));
    } catch (MalformedLogException | NoteRefusedException | ProofRefusedException e) {
      checks.add(Check.failed("log entry", String.valueOf(e.getMessage())));
    }
  }

  /** The entry that a proof shows to be in the log of {@code key}; nothing if it does not. */
  static Optional<LoggedEntry> entry(Path file, byte[] bytes, VerifierKey key) throws IOException {
    Path beside = beside(file);
    if (!Files.isRegularFile(beside)) {
      return Optional.empty();
    }
    byte[] line = Files.readAllBytes(beside);
    try {
      EntryProof proof = EntryProof.parse(bytes);
      LoggedEntry logged = LoggedEntry.parse(line);
      proof.verify(line, key.named(proof.checkpoint().origin()));
      return Optional.of(logged);
    } catch (MalformedLogException | NoteRefusedException | ProofRefusedException e) {
      return Optional.empty();
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(String.valueOf(file.getFileName()).replace(SUFFIX, "") + ".json");
  }

  private static void signature(Checkpoint checkpoint, VerifierKey key, List<Check> checks) {
    try {
      checkpoint.verify(key.named(checkpoint.origin()));
      checks.add(
          Check.passed(
              FileVerification.CHECKPOINT_SIGNATURE,
              checkpoint.size() + " entries, signed for " + checkpoint.origin()));
    } catch (NoteRefusedException e) {
      checks.add(
          Check.failed(FileVerification.CHECKPOINT_SIGNATURE, String.valueOf(e.getMessage())));
    }
  }
}
