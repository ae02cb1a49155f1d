package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.EntryProof;
import org.palimpsest.custody.ExtensionProof;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** Checks a proof about a custody log. */
final class LogProofCheck {

  /** Name of the check that an entry is in a log. */
  static final String ENTRY = "log entry";

  private static final String FORM = "log proof form";
  static final String SUFFIX = ".tlog-proof";

  private LogProofCheck() {}

  static List<Check> of(Path file, byte[] bytes, VerifierKey key, LogHeads heads)
      throws IOException {
    List<Check> checks = new ArrayList<>();
    try {
      if (new String(bytes, StandardCharsets.ISO_8859_1).startsWith(ExtensionProof.START)) {
        extension(ExtensionProof.parse(bytes), key, heads, checks);
      } else {
        EntryProof proof = EntryProof.parse(bytes);
        entry(proof, key, file, checks);
        heads.meet(key);
        heads.meet("the proof of an entry", proof.checkpoint());
      }
    } catch (MalformedLogException e) {
      checks.add(Check.failed(FORM, String.valueOf(e.getMessage())));
    }
    return checks;
  }

  /** Whether the log grew is seen when all heads are there that it may be about. */
  private static void extension(
      ExtensionProof proof, VerifierKey key, LogHeads heads, List<Check> checks) {
    checks.add(Check.passed(FORM, "that a log only grew"));
    try {
      proof.requireForm();
      if (signature(proof.checkpoint(), key, checks)) {
        heads.meet(proof, key);
      }
    } catch (ProofRefusedException e) {
      checks.add(Check.failed(LogHeads.GROWN, String.valueOf(e.getMessage())));
    }
  }

  private static void entry(EntryProof proof, VerifierKey key, Path file, List<Check> checks)
      throws IOException {
    checks.add(Check.passed(FORM, "that an entry is in a log"));
    signature(proof.checkpoint(), key, checks);
    String name = String.valueOf(file.getFileName());
    Path beside = beside(file);
    if (!name.endsWith(SUFFIX) || !Files.isRegularFile(beside)) {
      checks.add(withoutEntry(proof));
      return;
    }
    byte[] line = Files.readAllBytes(beside);
    try {
      LoggedEntry logged = LoggedEntry.parse(line);
      proof.verify(line, key.named(proof.checkpoint().origin()));
      checks.add(
          logged.seq() == proof.path().index() + 1
              ? Check.passed(
                  ENTRY,
                  "entry "
                      + logged.seq()
                      + ", "
                      + logged.entry().action().text()
                      + ", is in the log")
              : Check.failed(ENTRY, "is numbered otherwise than its place"));
    } catch (MalformedLogException | NoteRefusedException | ProofRefusedException e) {
      checks.add(Check.failed(ENTRY, String.valueOf(e.getMessage())));
    }
  }

  private static Check withoutEntry(EntryProof proof) {
    try {
      proof.path().requireForm();
      return Check.notChecked(
          ENTRY,
          "the entry does not lie beside it: put NAME.json beside NAME"
              + SUFFIX
              + ", as they were written");
    } catch (ProofRefusedException e) {
      return Check.failed(ENTRY, String.valueOf(e.getMessage()));
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

  private static boolean signature(Checkpoint checkpoint, VerifierKey key, List<Check> checks) {
    try {
      checkpoint.verify(key.named(checkpoint.origin()));
      checks.add(
          Check.passed(
              FileVerification.CHECKPOINT_SIGNATURE,
              checkpoint.size() + " entries, signed for " + checkpoint.origin()));
      return true;
    } catch (NoteRefusedException e) {
      checks.add(
          Check.failed(FileVerification.CHECKPOINT_SIGNATURE, String.valueOf(e.getMessage())));
      return false;
    }
  }
}
