package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.gap.MessageEvent;
import org.palimpsest.gap.Remain;
import org.palimpsest.gap.Rung;
import org.palimpsest.gap.Trace;
import org.palimpsest.gap.Traces;

/**
 * What the later snapshot's own bytes still show of messages that a diff misses or finds changed:
 * remains in free space, earlier states in the log. It adds observations and places to findings,
 * never records, and it never changes a cause.
 */
public final class Corroboration {

  /** Places listed in a finding. */
  private static final int LISTED = 20;

  private final Diff diff;
  private final @Nullable Traces traces;
  private final String database;
  private final Set<String> unseen;

  private Corroboration(Diff diff, @Nullable Traces traces, String database, Set<String> unseen) {
    this.diff = diff;
    this.traces = traces;
    this.database = database;
    this.unseen = unseen;
  }

  /** Nothing was looked for, so nothing is said. */
  public static Corroboration none(Diff diff) {
    return new Corroboration(diff, null, "", Set.of());
  }

  /**
   * What was looked for and found.
   *
   * @param traces of the later snapshot's store
   * @param database path of its database among its evidence files
   * @param unseen guids of the traces that neither snapshot holds
   */
  public static Corroboration of(
      Diff diff, Traces traces, String database, Collection<String> unseen) {
    return new Corroboration(diff, traces, database, new TreeSet<>(unseen));
  }

  /**
   * The same judgement, its findings with what was found added to what they observe and where to
   * look. What is said of a finding's messages is said of those that its evidence lists.
   */
  public Judgement onto(Judgement judgement) {
    Map<String, MessageChange> changes = new HashMap<>();
    judgement.diff().messages().forEach(change -> changes.put(change.guid(), change));
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : judgement.findings()) {
      Map<String, MessageChange> listed = new LinkedHashMap<>();
      for (Evidence place : finding.evidence()) {
        MessageChange change = changes.get(place.guid().orElse(""));
        if (change != null && change.kind() != ChangeKind.ADDED) {
          listed.put(change.guid(), change);
        }
      }
      List<MessageChange> messages = List.copyOf(listed.values());
      boolean between = finding.kind().equals("came-and-went");
      List<String> observations = new ArrayList<>(finding.observations());
      List<Evidence> evidence = new ArrayList<>(finding.evidence());
      if (between) {
        observations.addAll(cameAndWent());
        evidence.addAll(cameAndWentEvidence());
      } else if (!messages.isEmpty()) {
        observations.addAll(observations(messages));
        evidence.addAll(evidence(messages));
      }
      findings.add(
          new Finding(
              finding.id(),
              finding.kind(),
              finding.severity(),
              finding.statement(),
              finding.cause(),
              finding.confidence(),
              List.copyOf(observations),
              finding.against(),
              finding.alternatives(),
              List.copyOf(evidence)));
    }
    return new Judgement(judgement.diff(), judgement.attributions(), List.copyOf(findings), this);
  }

  /** What is said of a group of messages. */
  List<String> observations(List<MessageChange> changes) {
    List<String> sentences = new ArrayList<>();
    if (traces == null) {
      return sentences;
    }
    Map<String, List<Trace>> rows = new TreeMap<>();
    int entries = 0;
    int links = 0;
    int none = 0;
    for (MessageChange change : changes) {
      List<Trace> of = traces.byGuid().getOrDefault(change.guid(), List.of());
      Optional<Trace> row = first(of, Remain.Kind.ROW);
      row.ifPresent(
          trace -> rows.computeIfAbsent(place(trace), key -> new ArrayList<>()).add(trace));
      boolean entry = first(of, Remain.Kind.INDEX_ENTRY).isPresent();
      boolean link = !links(change).isEmpty();
      entries += entry ? 1 : 0;
      links += link ? 1 : 0;
      none += row.isEmpty() && !entry && !link && event(change) == null ? 1 : 0;
    }
    int all = changes.size();
    rows.forEach((place, of) -> sentences.add(rowSentence(place, of, all)));
    if (entries > 0) {
      sentences.add(
          "recovered: "
              + share(entries, all)
              + "guid and ROWID stand in stale entries of an index of the later snapshot's database");
    }
    if (links > 0) {
      sentences.add(
          "recovered: "
              + share(links, all)
              + "the link to the thread is left, by the row's number");
    }
    sentences.addAll(commits(changes));
    if (none > 0) {
      sentences.add(
          share(none, all) + "nothing is left in the later snapshot's database" + destroyed());
    }
    return sentences;
  }

  private static String rowSentence(String place, List<Trace> of, int all) {
    Trace first = of.get(0);
    return "recovered: "
        + share(of.size(), all)
        + (of.stream().allMatch(Trace::complete) ? "the whole row" : "a row, in part")
        + (first.standing() == Remain.Standing.EARLIER_VERSION ? " as it was before" : "")
        + " remains "
        + place
        + (of.size() == 1 ? ", on page " : ", first on page ")
        + first.page();
  }

  private static String share(int some, int all) {
    return some == all ? "" : "for " + some + " of the " + all + ": ";
  }

  private static String place(Trace trace) {
    return switch (trace.region()) {
      case LOG_COMMIT -> "in an earlier commit of the write-ahead log";
      case SUPERSEDED_PAGE -> "in a page of the main file that the write-ahead log replaces";
      case JOURNAL_PAGE -> "in the rollback journal";
      case LOG_UNCOMMITTED -> "in the write-ahead log, behind its last commit";
      case FREELIST_LEAF, FREELIST_TRUNK -> "in a freed page";
      case FREE_BLOCK, GAP -> "in the free space of a page in use";
      case UNREFERENCED_PAGE -> "in a page that nothing refers to";
      case LOG_OLDER_GENERATION -> "in what a restart left of an older write-ahead log";
      case LOG_TORN -> "in a frame of the write-ahead log that does not check";
    };
  }

  private String destroyed() {
    if (traces == null) {
      return "";
    }
    List<String> rungs = new ArrayList<>();
    for (Rung.Result result : traces.rungs()) {
      if (result.status() == Rung.Status.DESTROYED) {
        rungs.add(result.rung().word().replace('-', ' '));
      }
    }
    return rungs.isEmpty() ? "" : "; zeroed or vacuumed away: " + String.join(", ", rungs);
  }

  /** What the log's commits did to these messages, by commit. */
  private List<String> commits(List<MessageChange> changes) {
    Map<String, Integer> counts = new TreeMap<>();
    for (MessageChange change : changes) {
      MessageEvent event = event(change);
      if (event != null) {
        String did =
            switch (event.kind()) {
              case DELETED -> "deleted the row";
              case CHANGED ->
                  "changed what the message says; what it said before is in the log's"
                      + " earlier state";
              case WRITTEN -> "wrote the row";
            };
        counts.merge(
            "commit " + event.commit() + " of the write-ahead log " + did, 1, Integer::sum);
      }
    }
    List<String> sentences = new ArrayList<>();
    counts.forEach(
        (words, count) ->
            sentences.add(
                count == changes.size()
                    ? words
                    : "for " + count + " of the " + changes.size() + ": " + words));
    return sentences.size() > LISTED
        ? List.of(sentences.size() + " commits of the write-ahead log changed these messages")
        : sentences;
  }

  private @Nullable MessageEvent event(MessageChange change) {
    return events().get(change.guid());
  }

  private @Nullable Map<String, MessageEvent> last;

  /** The last event of each message. */
  private Map<String, MessageEvent> events() {
    Map<String, MessageEvent> known = last;
    if (known == null) {
      known = new HashMap<>();
      if (traces != null) {
        for (MessageEvent event : traces.history().events()) {
          known.put(event.guid(), event);
        }
      }
      last = known;
    }
    return known;
  }

  /** Links by number; numbers mean the same only while the store is the same. */
  private List<Trace> links(MessageChange change) {
    boolean same = diff.sameDevice() && !diff.replaced();
    return traces == null || change.before() == null || change.after() != null || !same
        ? List.of()
        : traces.links().getOrDefault(change.before().rowid(), List.of());
  }

  private static Optional<Trace> first(List<Trace> traces, Remain.Kind kind) {
    return traces.stream().filter(trace -> trace.kind() == kind).findFirst();
  }

  /** Where the remains of a group of messages lie. */
  List<Evidence> evidence(List<MessageChange> changes) {
    List<Evidence> places = new ArrayList<>();
    for (MessageChange change : changes) {
      if (traces == null || places.size() >= LISTED) {
        break;
      }
      List<Trace> all = new ArrayList<>(traces.byGuid().getOrDefault(change.guid(), List.of()));
      all.addAll(links(change));
      for (Trace trace : all) {
        if (places.size() < LISTED) {
          places.add(evidence(change.guid(), trace));
        }
      }
    }
    return places;
  }

  private Evidence evidence(String guid, Trace trace) {
    String suffix =
        trace.file().endsWith("-wal")
            ? "-wal"
            : trace.file().endsWith("-journal") ? "-journal" : "";
    return new Evidence(
        diff.to().id(),
        database + suffix,
        trace.kind() == Remain.Kind.THREAD_LINK ? "chat_message_join" : "message",
        trace.rowidProven() ? trace.rowid() : OptionalLong.empty(),
        Optional.of(guid),
        Optional.of(trace));
  }

  /** Messages that neither snapshot holds and whose ROWID was given out between the two. */
  private List<Trace> between() {
    List<Trace> found = new ArrayList<>();
    if (traces != null) {
      for (String guid : unseen) {
        for (Trace trace : traces.byGuid().getOrDefault(guid, List.of())) {
          long rowid = trace.rowid().orElse(-1);
          if (rowid > diff.continuity().counterBefore()
              && rowid <= diff.continuity().counterAfter()) {
            found.add(trace);
            break;
          }
        }
      }
    }
    return found;
  }

  /** What is said of the messages that came and went between the two snapshots. */
  List<String> cameAndWent() {
    List<String> sentences = new ArrayList<>();
    List<Trace> between = between();
    if (!between.isEmpty()) {
      sentences.add(
          "recovered: "
              + Words.count(between.size(), "message")
              + " that neither snapshot holds, with a row number given out between the two; the"
              + " evidence lists where");
    }
    if (traces != null) {
      int inLog = traces.history().cameAndWent().size();
      if (inLog > 0) {
        sentences.add(
            "the later snapshot's write-ahead log shows "
                + Words.count(inLog, "message")
                + " written by one of its commits and deleted by another");
      }
    }
    return sentences;
  }

  /** Where they lie. */
  List<Evidence> cameAndWentEvidence() {
    return between().stream().limit(LISTED).map(trace -> evidence(trace.guid(), trace)).toList();
  }

  /** What was looked at in the later snapshot's bytes; empty when nothing was. */
  public List<Rung.Result> searched() {
    return traces == null ? List.of() : traces.rungs();
  }
}
