package org.palimpsest.custody;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.CustodyCheck.Verdict;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** One verification of one log, from its bytes; collects checks and keeps the gravest verdict. */
final class LogCheck {

  private final LogLines lines;
  private final List<Check> checks = new ArrayList<>();
  private Verdict verdict = Verdict.INTACT;

  LogCheck(LogLines lines) {
    this.lines = lines;
  }

  CustodyCheck run(
      byte[] publicKey,
      byte[] storedCheckpoint,
      @Nullable VerifierKey expected,
      @Nullable Checkpoint known) {
    VerifierKey key = key(publicKey, expected);
    entries();
    halfLine();
    Checkpoint checkpoint = checkpoint(storedCheckpoint, key);
    if (checkpoint != null) {
      root(checkpoint);
    }
    if (known != null) {
      known(known, key);
    } else {
      checks.add(
          Check.notChecked(
              "custody known checkpoint",
              "none was given: a log that its owner wrote anew would pass"));
    }
    return new CustodyCheck(verdict, lines.size(), checks);
  }

  private void fail(Verdict reason, String name, String detail) {
    checks.add(Check.failed(name, detail));
    verdict = CustodyCheck.graver(verdict, reason);
  }

  private @Nullable VerifierKey key(byte[] publicKey, @Nullable VerifierKey expected) {
    String name = "custody key";
    try {
      VerifierKey key = CustodyLog.parseKey(publicKey);
      if (expected == null) {
        checks.add(Check.notChecked(name, "no key was given to compare with; it is " + key));
      } else if (expected.hasSameKey(key)) {
        checks.add(Check.passed(name, "the one that was given"));
      } else {
        fail(
            Verdict.DIVERGED,
            name,
            "not the one that was given\n  given: " + expected + "\n  found: " + key);
      }
      return key;
    } catch (NoteRefusedException e) {
      fail(Verdict.INVALID, name, "log.pub: " + e.getMessage());
      return null;
    }
  }

  /** Three checks in one walk: form, number and chain; each stops at its first wrong line. */
  private void entries() {
    String form = null;
    String number = null;
    String chain = null;
    for (int i = 1; i <= lines.size() && (form == null || number == null || chain == null); i++) {
      LoggedEntry entry;
      try {
        entry = lines.read(i);
      } catch (MalformedLogException e) {
        form = form == null ? e.getMessage() : form;
        continue;
      }
      if (entry.seq() != i && number == null) {
        number = "line " + i + " is numbered " + entry.seq();
      }
      Sha256 before = lines.hashBefore(i);
      if (!entry.previous().equals(before) && chain == null) {
        chain =
            "line "
                + i
                + " does not carry the hash of the line before it\n  calculated: "
                + before
                + "\n  provided:   "
                + entry.previous();
      }
    }
    String all = lines.size() + " lines";
    outcome("custody entries", form, all + " in canonical form");
    outcome("custody numbering", number, all + ", none missing, none twice");
    outcome("custody chain", chain, all + ", each carrying the hash of the one before it");
  }

  private void outcome(String name, @Nullable String wrong, String right) {
    if (wrong == null) {
      checks.add(Check.passed(name, right));
    } else {
      fail(Verdict.INVALID, name, wrong);
    }
  }

  private void halfLine() {
    int rest = lines.halfLine().length;
    if (rest == 0) {
      checks.add(Check.passed("custody last line", "whole"));
    } else {
      fail(
          Verdict.INVALID,
          "custody last line",
          "line " + (lines.size() + 1) + " is half-written: " + rest + " bytes without an end");
    }
  }

  private @Nullable Checkpoint checkpoint(byte[] stored, @Nullable VerifierKey key) {
    String name = "custody checkpoint";
    try {
      Checkpoint checkpoint = Checkpoint.parse(stored);
      if (key == null) {
        checks.add(Check.notChecked(name, "there is no key to check it with"));
      } else {
        checkpoint.verify(key);
        checks.add(Check.passed(name, "signed by " + key));
      }
      return checkpoint;
    } catch (MalformedLogException e) {
      fail(Verdict.INVALID, name, e.why());
    } catch (NoteRefusedException e) {
      fail(Verdict.INVALID, name, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private void root(Checkpoint checkpoint) {
    String name = "custody root";
    if (checkpoint.size() > lines.size()) {
      fail(
          Verdict.TRUNCATED,
          name,
          "the checkpoint is over "
              + checkpoint.size()
              + " lines; line "
              + (lines.size() + 1)
              + " and what follows are missing");
      return;
    }
    Sha256 root = lines.root(checkpoint.size());
    if (!root.equals(checkpoint.root())) {
      fail(
          Verdict.INVALID,
          name,
          "lines 1 to "
              + checkpoint.size()
              + " are not those that were signed\n  calculated: "
              + root
              + "\n  signed:     "
              + checkpoint.root());
      return;
    }
    checks.add(Check.passed(name, checkpoint.size() + " lines under root " + root));
    if (checkpoint.size() < lines.size()) {
      checks.add(
          Check.notChecked(
              "custody anchoring",
              "lines "
                  + (checkpoint.size() + 1)
                  + " to "
                  + lines.size()
                  + " are not anchored by a checkpoint yet"));
      verdict = CustodyCheck.graver(verdict, Verdict.UNANCHORED);
    }
  }

  /** Only whether the log extends a checkpoint from elsewhere. */
  Check runKnown(byte[] publicKey, Checkpoint known) {
    VerifierKey key;
    try {
      key = CustodyLog.parseKey(publicKey);
    } catch (NoteRefusedException e) {
      key = null;
    }
    known(known, key);
    return checks.get(0);
  }

  private void known(Checkpoint known, @Nullable VerifierKey key) {
    String name = "custody known checkpoint";
    if (key != null) {
      try {
        known.verify(key);
      } catch (NoteRefusedException e) {
        fail(Verdict.DIVERGED, name, "it is not this log's: " + e.getMessage());
        return;
      }
    }
    if (known.size() == 0) {
      checks.add(Check.notChecked(name, "it is of the empty log, which any log extends"));
    } else if (known.size() > lines.size()) {
      fail(
          Verdict.TRUNCATED,
          name,
          "it is over "
              + known.size()
              + " lines; line "
              + (lines.size() + 1)
              + " and what follows are missing");
    } else if (!lines.root(known.size()).equals(known.root())) {
      fail(
          Verdict.DIVERGED,
          name,
          "lines 1 to "
              + known.size()
              + " are not those that it signed\n  calculated: "
              + lines.root(known.size())
              + "\n  signed:     "
              + known.root());
    } else {
      checks.add(Check.passed(name, "this log extends the one of " + known.size() + " lines"));
    }
  }
}
