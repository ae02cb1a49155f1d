package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Commitments;
import org.palimpsest.snapshot.RecordKind;
import org.palimpsest.verdict.Check;

/**
 * Checks a proof link by link: the seal over it; the record against the line; the line against the
 * root; the root and the manifest against the entry of the custody log; the entry against the
 * checkpoint; the checkpoint against the log's key. Needs the file alone.
 */
public final class ProofCheck {

  private final Proof proof;
  private final List<Check> checks = new ArrayList<>();

  private ProofCheck(Proof proof) {
    this.proof = proof;
  }

  /**
   * Checks a proof.
   *
   * @param trust whom the reader trusts
   */
  public static List<Check> of(SealedProof sealed, Trust trust) {
    ProofCheck check = new ProofCheck(sealed.proof());
    for (Check each :
        SealCheck.detached(sealed.seal(), sealed.proof().signedBytes(), trust).checks()) {
      check.checks.add(new Check("proof " + each.name(), each.status(), each.detail()));
    }
    check.statements();
    check.checkpoint();
    return List.copyOf(check.checks);
  }

  private void statements() {
    Set<String> snapshots = new HashSet<>();
    for (Statement statement : proof.statements()) {
      if (!snapshots.add(statement.manifest().id())) {
        checks.add(Check.failed("proof statements", "two of them are about one snapshot"));
      }
      list(statement);
      record(statement);
      entry(statement);
    }
  }

  private void list(Statement statement) {
    String name = "proof " + (statement.isPresence() ? "presence " : "absence ") + id(statement);
    byte[] prefix = (proof.key() + " ").getBytes(StandardCharsets.US_ASCII);
    try {
      statement.proof().verify(prefix, statement.manifest().root());
      long lines = statement.manifest().json().path("records").path("lines").asLong(-1);
      if (size(statement.proof()) != lines) {
        checks.add(Check.failed(name, "the list has another length than the manifest says"));
      } else if (statement.proof() instanceof ListProof.Presence presence) {
        checks.add(
            Check.passed(
                name,
                "line "
                    + (presence.place().path().index() + 1)
                    + " of "
                    + lines
                    + " in the record list with root "
                    + statement.manifest().root().abbreviated(12)));
      } else {
        checks.add(
            Check.passed(
                name,
                "nothing lies between two neighbouring lines, or beyond the edge, of the "
                    + lines
                    + " lines with root "
                    + statement.manifest().root().abbreviated(12)
                    + (statement.manifest().complete()
                        ? ""
                        : "; the snapshot is INCOMPLETE: absence from it shows nothing")));
      }
    } catch (ProofRefusedException e) {
      checks.add(Check.failed(name, String.valueOf(e.getMessage())));
    }
  }

  private static long size(ListProof proof) {
    if (proof instanceof ListProof.Absence absence) {
      return absence.size();
    }
    return ((ListProof.Presence) proof).place().path().size();
  }

  /** The bytes shown must be those that the line commits to, and of the record that is named. */
  private void record(Statement statement) {
    if (statement.record().isEmpty()
        || !(statement.proof() instanceof ListProof.Presence presence)) {
      return;
    }
    String name = "proof record " + id(statement);
    Disclosed record = statement.record().get();
    String[] line = new String(presence.place().line(), StandardCharsets.US_ASCII).split(" ", -1);
    String content = commitment(record, record.content());
    String state = record.state().map(shown -> commitment(record, shown)).orElse(line[2]);
    if (!content.equals(line[1])) {
      checks.add(Check.failed(name, other("the record shown", content, line[1])));
    } else if (!state.equals(line[2])) {
      checks.add(Check.failed(name, other("the state shown", state, line[2])));
    } else if (!identity(record).equals(proof.key())) {
      checks.add(Check.failed(name, "the record shown is another than the key names"));
    } else {
      checks.add(
          Check.passed(
              name,
              record.state().isPresent()
                  ? "content and state are what the line commits to"
                  : "the content is what the line commits to; the state was kept back"));
    }
  }

  private static String commitment(Disclosed record, JsonNode part) {
    return Commitments.of(record.salt(), Json.canonical(part)).hex();
  }

  private static String other(String what, String calculated, String sealed) {
    return what
        + " is not the one that was sealed\n  calculated: "
        + calculated
        + "\n  sealed:     "
        + sealed;
  }

  private String identity(Disclosed record) {
    RecordKind kind = RecordKind.ofKey(proof.key());
    String member = kind == RecordKind.THREAD ? "id" : "guid";
    return RecordEncoder.key(kind.word(), record.content().path(member).asText());
  }

  private void entry(Statement statement) {
    String name = "proof custody entry " + statement.entry().seq();
    Entry entry = statement.entry().entry();
    boolean agrees =
        entry.action() == Action.SNAPSHOT
            && entry
                .snapshot()
                .filter(
                    facts ->
                        facts.id().equals(statement.manifest().id())
                            && facts.root().equals(statement.manifest().root()))
                .isPresent();
    if (!agrees) {
      checks.add(Check.failed(name, "does not say that this snapshot was sealed"));
      return;
    }
    try {
      new InclusionProof(
              statement.entry().seq() - 1, proof.checkpoint().size(), statement.entryPath())
          .verify(statement.entry().leafHash(), proof.checkpoint().root());
      checks.add(
          Check.passed(name, "says so, and is under the checkpoint; its time is " + entry.time()));
    } catch (ProofRefusedException e) {
      checks.add(Check.failed(name, String.valueOf(e.getMessage())));
    }
  }

  private void checkpoint() {
    String name = "proof checkpoint";
    try {
      proof.checkpoint().verify(proof.logKey());
      checks.add(
          Check.passed(
              name,
              proof.checkpoint().size()
                  + " entries, signed by the log key "
                  + Fingerprint.of(proof.logKey()).hex()));
    } catch (NoteRefusedException e) {
      checks.add(Check.failed(name, String.valueOf(e.getMessage())));
    }
  }

  private static String id(Statement statement) {
    return statement.manifest().id().substring(0, 12);
  }

  /** Whether nothing was found wrong. */
  public static boolean isSound(List<Check> checks) {
    return checks.stream().noneMatch(Check::isFailure);
  }

  /** Whether two proofs are of one record in logs of one key, which may have signed two. */
  static boolean areOfOneRecord(Proof a, Proof b) {
    return a.key().equals(b.key()) && a.logKey().equals(b.logKey());
  }
}
