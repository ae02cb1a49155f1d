package org.palimpsest.custody;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SignedNote;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/**
 * The heads of logs that one verification meets. Whoever holds a log's key can sign two histories
 * and show each to somebody else. Where two heads of one size lie side by side, that shows by
 * itself; heads of different sizes are of one history only if a proof that the log grew, or a log
 * that is at hand, leads from both to one head.
 */
public final class LogHeads {

  /** Name of the check that no two heads contradict each other. */
  public static final String HEADS = "log heads";

  /** Name of the check against a head that was kept elsewhere. */
  public static final String KNOWN = "known checkpoint";

  /** Name of the check of a proof that a log grew. */
  public static final String GROWN = "log consistency";

  private static final String KEPT = "the known checkpoint";

  /** A head as far as it says what is in the log. */
  private record Place(String origin, long size, Sha256 root) {
    static Place of(Checkpoint head) {
      return new Place(head.origin(), head.size(), head.root());
    }
  }

  private record Head(String in, Checkpoint checkpoint) {}

  /** A log that is at hand, with the head that it had when it was met. */
  private record Whole(String in, CustodyLog log, Checkpoint own) {
    Head head() {
      return new Head(in, own);
    }
  }

  private record Link(Place earlier, Place later) {}

  private record Growth(ExtensionProof proof, VerifierKey key) {}

  private final @Nullable Checkpoint known;
  private final Map<Place, Head> heads = new LinkedHashMap<>();
  private final Set<VerifierKey> keys = new HashSet<>();
  private final List<Growth> grown = new ArrayList<>();
  private final List<Whole> logs = new ArrayList<>();
  private final Set<Link> links = new HashSet<>();
  private final List<Check> checks = new ArrayList<>();

  /**
   * Has met none yet.
   *
   * @param known a checkpoint that was kept elsewhere, which all others are compared with
   */
  public LogHeads(@Nullable Checkpoint known) {
    this.known = known;
  }

  /**
   * Takes a head.
   *
   * @param in where it stands, as a reader is told
   */
  public void meet(String in, Checkpoint head) {
    heads.putIfAbsent(Place.of(head), new Head(in, head));
  }

  /** Takes a key; a head that bears its name and id must be signed by it. */
  public void meet(VerifierKey key) {
    keys.add(key);
  }

  /** Takes a proof whose checkpoint the key signed, to be held against the heads that are met. */
  public void meet(ExtensionProof proof, VerifierKey key) {
    grown.add(new Growth(proof, key));
    meet(key);
    meet("the proof that the log grew", proof.checkpoint());
  }

  /**
   * Takes a log that was verified: it shows of each head, and of the head of every other log that
   * is met, whether it was once its own.
   *
   * @param in where it lies, as a reader is told
   * @throws MalformedLogException if it has no checkpoint any more
   */
  public void meet(String in, CustodyLog log) throws IOException, MalformedLogException {
    logs.add(new Whole(in, log, log.checkpoint()));
  }

  /** What all that was met says together. */
  public List<Check> checks() throws IOException {
    checks.clear();
    growth();
    for (Whole log : logs) {
      extended(log);
    }
    signatures();
    contradictions(all());
    contradictions(logs.stream().map(Whole::head).toList());
    if (known != null) {
      for (Head head : heads.values()) {
        compare(head, known);
      }
    }
    return List.copyOf(checks);
  }

  /** Whether two heads are of one log and show one history, as far as {@link #checks} found. */
  public boolean areOfOneHistory(Checkpoint a, Checkpoint b) {
    Set<Place> after = after(Place.of(a));
    return areOfOneLog(a, b) && after(Place.of(b)).stream().anyMatch(after::contains);
  }

  /** The head and all that are shown to extend it. */
  private Set<Place> after(Place head) {
    Set<Place> found = new HashSet<>(Set.of(head));
    Deque<Place> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      Place next = open.remove();
      for (Link link : links) {
        if (link.earlier().equals(next) && found.add(link.later())) {
          open.add(link.later());
        }
      }
    }
    return found;
  }

  /** By name and key id; whether the key signed is looked at where there is a key. */
  public static boolean areOfOneLog(Checkpoint a, Checkpoint b) {
    Set<Integer> ids = ids(a);
    return a.origin().equals(b.origin()) && ids(b).stream().anyMatch(ids::contains);
  }

  private static Set<Integer> ids(Checkpoint head) {
    return head.note().signatures().stream()
        .filter(signature -> signature.name().equals(head.origin()))
        .map(SignedNote.Signature::id)
        .collect(Collectors.toSet());
  }

  private List<Head> all() {
    List<Head> all = new ArrayList<>();
    if (known != null) {
      all.add(new Head(KEPT, known));
    }
    all.addAll(heads.values());
    return all;
  }

  private void growth() {
    for (Growth each : grown) {
      ExtensionProof proof = each.proof();
      Checkpoint later = proof.checkpoint();
      VerifierKey key = each.key().named(later.origin());
      List<Checkpoint> earlier =
          all().stream()
              .map(Head::checkpoint)
              .filter(head -> head.size() == proof.oldSize() && areOfOneLog(head, later))
              // A head shows nothing of itself; what was kept is another's.
              .filter(head -> head.equals(known) || head.size() < later.size())
              .toList();
      if (earlier.isEmpty() && known != null) {
        // It is not what the proof is about, which is said.
        earlier = List.of(known);
      }
      if (earlier.isEmpty()) {
        checks.add(
            Check.notChecked(
                GROWN, "needs the earlier checkpoint: give it with --known-checkpoint"));
        continue;
      }
      String wrong = null;
      for (Checkpoint head : earlier) {
        try {
          proof.verify(head, key);
          links.add(new Link(Place.of(head), Place.of(later)));
        } catch (NoteRefusedException | ProofRefusedException e) {
          wrong = String.valueOf(e.getMessage());
        }
      }
      checks.add(
          wrong == null
              ? Check.passed(
                  GROWN,
                  "the log of " + later.size() + " entries extends the one of " + proof.oldSize())
              : Check.failed(GROWN, wrong));
    }
  }

  /** What a log that is at hand says of the heads that were met. */
  private void extended(Whole log) throws IOException {
    Checkpoint own = log.own();
    List<Head> earlier = all();
    // Of two logs that are equally long, the roots are compared.
    logs.stream()
        .filter(other -> other.own().size() < own.size())
        .forEach(other -> earlier.add(other.head()));
    for (Head head : earlier) {
      Checkpoint checkpoint = head.checkpoint();
      if (checkpoint.size() < 1
          || checkpoint.size() > own.size()
          || !areOfOneLog(checkpoint, own)) {
        continue;
      }
      Check extended = log.log().extendsKnown(checkpoint);
      if (extended.isFailure()) {
        checks.add(
            Check.failed(
                HEADS,
                head.in()
                    + " holds a head that the log at hand never had (the log of "
                    + log.in()
                    + "): "
                    + extended.detail()));
      } else {
        links.add(new Link(Place.of(checkpoint), Place.of(own)));
      }
    }
  }

  private boolean isBy(VerifierKey key, Checkpoint head) {
    return ids(head).contains(key.named(head.origin()).id());
  }

  private static boolean isSigned(VerifierKey key, Checkpoint head) {
    try {
      head.verify(key.named(head.origin()));
      return true;
    } catch (NoteRefusedException e) {
      return false;
    }
  }

  private void signatures() {
    for (Head head : all()) {
      for (VerifierKey key : keys) {
        if (isBy(key, head.checkpoint()) && !isSigned(key, head.checkpoint())) {
          checks.add(
              Check.failed(HEADS, head.in() + " holds a head that its log's key did not sign"));
        }
      }
    }
  }

  private void contradictions(List<Head> all) {
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        Checkpoint a = all.get(i).checkpoint();
        Checkpoint b = all.get(j).checkpoint();
        if (areOfOneLog(a, b) && a.size() == b.size() && !a.root().equals(b.root())) {
          boolean isProven = keys.stream().anyMatch(key -> isSigned(key, a) && isSigned(key, b));
          checks.add(
              Check.failed(
                  HEADS,
                  "one log of "
                      + a.size()
                      + " entries with two roots: "
                      + (isProven
                          ? "its key signed two histories"
                          : "its key signed two histories, or one of the two is forged")
                      + "\n  "
                      + a.root()
                      + "  in "
                      + all.get(i).in()
                      + "\n  "
                      + b.root()
                      + "  in "
                      + all.get(j).in()));
        }
      }
    }
  }

  private void compare(Head met, Checkpoint kept) {
    Checkpoint head = met.checkpoint();
    String which = "the head of " + head.size() + " entries in " + met.in();
    if (!areOfOneLog(head, kept)) {
      checks.add(
          Check.failed(
              KNOWN,
              which
                  + " is of another log or key\n  known: "
                  + kept.origin()
                  + "\n  found: "
                  + head.origin()));
    } else if (kept.size() == 0) {
      checks.add(Check.notChecked(KNOWN, "it is of the empty log, which any log extends"));
    } else if (head.size() == kept.size()) {
      if (head.root().equals(kept.root())) {
        checks.add(Check.passed(KNOWN, which + " is the one that was kept"));
      }
    } else if (areOfOneHistory(head, kept)) {
      checks.add(
          Check.passed(
              KNOWN, which + " and the kept one of " + kept.size() + " are of one history"));
    } else {
      checks.add(
          Check.notChecked(
              KNOWN,
              which
                  + (head.size() > kept.size() ? " is later" : " is older")
                  + " than the kept one of "
                  + kept.size()
                  + ": needs a package with the log; ask whoever keeps the log (palimpsest package)"
                  + " and name it too"));
    }
  }
}
