package org.palimpsest.cause;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Continuity;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.trace.ChatFacts;
import org.palimpsest.trace.RowFacts;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Reads the rows behind a diff's removed messages. What is opened is bounded, so that a thread of a
 * hundred thousand messages costs no more than its numbers: single messages are what the system
 * tidies, and whole threads are judged by their kind.
 */
public final class BehindReader {

  /** From so many removed messages on, single rows are no longer asked whether they hold a code. */
  private static final int FEW = 2_000;

  private static final int MANY = 10_000;
  private static final int COPIES_SOUGHT = 300;
  private static final long NANOSECONDS_FROM = 1_000_000_000_000_000L;

  private final Diff diff;
  private final SnapshotView before;
  private final SnapshotView after;
  private final List<MessageChange> gone = new ArrayList<>();
  private final Map<String, RowFacts> rows = new HashMap<>();

  private BehindReader(Diff diff, SnapshotView before, SnapshotView after) {
    this.diff = diff;
    this.before = before;
    this.after = after;
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.REMOVED) {
        gone.add(change);
      }
    }
  }

  /** Reads what there is behind {@code diff}, which compares {@code before} with {@code after}. */
  public static Behind read(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    BehindReader reader = new BehindReader(diff, before, after);
    return reader.gone.isEmpty() || !diff.sameDevice() ? Behind.NOTHING : reader.read();
  }

  private Behind read() throws VaultException, IOException {
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    open(first);
    Map<String, Instant> oldest = new TreeMap<>();
    for (ThreadEntry thread : after.index().threads()) {
      thread.firstSentAt().ifPresent(at -> oldest.put(thread.id(), at));
    }
    return new Behind(
        deletedOn(first),
        rows,
        replacements(second),
        targets(),
        orphaned(second),
        junk(first),
        copies(second),
        oldest,
        logLeftOut());
  }

  private boolean logLeftOut() throws VaultException, IOException {
    Optional<EvidenceFile> was = file(before, Role.DATABASE);
    Optional<EvidenceFile> is = file(after, Role.DATABASE);
    return was.isPresent()
        && was.map(EvidenceFile::sha256).equals(is.map(EvidenceFile::sha256))
        && file(before, Role.WAL).isPresent()
        && file(after, Role.WAL).isEmpty();
  }

  /** A file that holds something. */
  private static Optional<EvidenceFile> file(SnapshotView view, Role role)
      throws VaultException, IOException {
    return view.evidence().stream()
        .filter(file -> file.role() == role && file.size() > 0)
        .findFirst();
  }

  private void open(StoreLook first) throws IOException {
    int opened = 0;
    for (MessageChange change : gone) {
      boolean telling = change.had(Facets.TAPBACK) || change.had(Facets.AUDIO);
      boolean words = !change.had(Facets.FROM_ME) && change.had(Facets.HAS_TEXT);
      boolean few = gone.size() <= FEW && (words || gone.size() <= COPIES_SOUGHT);
      if (opened < MANY && (telling || few)) {
        opened++;
        first
            .message(number(change.before()))
            .filter(row -> row.guid().equals(change.guid()))
            .ifPresent(row -> rows.put(change.guid(), row));
      }
    }
  }

  private static long number(@org.jspecify.annotations.Nullable Facets facets) {
    return facets == null ? -1 : facets.rowid();
  }

  private Map<String, Instant> deletedOn(StoreLook first) throws IOException {
    Map<String, Instant> dates = new HashMap<>();
    if (gone.stream().noneMatch(change -> change.had(Facets.RECENTLY_DELETED))) {
      return dates;
    }
    Map<Long, Long> stored = first.recentlyDeleted();
    for (MessageChange change : gone) {
      Long raw = stored.get(number(change.before()));
      if (raw != null && change.had(Facets.RECENTLY_DELETED)) {
        AppleTime.instant(raw).ifPresent(at -> dates.put(change.guid(), at));
      }
    }
    return dates;
  }

  /** A tapback that replaces another is new by necessity, so only what was added is asked. */
  private Map<String, String> replacements(StoreLook second) throws IOException {
    Map<String, String> newer = new HashMap<>();
    if (gone.stream().noneMatch(change -> change.had(Facets.TAPBACK))) {
      return newer;
    }
    Map<String, String> added = new HashMap<>();
    int opened = 0;
    for (MessageChange change : diff.messages()) {
      Facets is = change.after();
      if (change.before() == null && is != null && is.has(Facets.TAPBACK) && opened++ < MANY) {
        second.message(is.rowid()).ifPresent(row -> added.put(reaction(row), row.guid()));
      }
    }
    for (MessageChange change : gone) {
      RowFacts row = rows.get(change.guid());
      String by = row == null || row.target() == null ? null : added.get(reaction(row));
      if (by != null) {
        newer.put(change.guid(), by);
      }
    }
    return newer;
  }

  /** Who reacted to which part of what. */
  private static String reaction(RowFacts row) {
    return row.part() + row.target() + " " + (row.fromMe() ? "owner" : row.sender());
  }

  private Set<String> targets() throws IOException {
    Set<String> wanted = new HashSet<>();
    for (RowFacts row : rows.values()) {
      if (row.target() != null) {
        wanted.add(row.target());
      }
    }
    return wanted.isEmpty() ? wanted : PresenceLookup.messages(after, wanted).keySet();
  }

  private Set<String> orphaned(StoreLook second) throws IOException {
    Map<Long, String> numbers = new HashMap<>();
    int step = Math.max(1, gone.size() / MANY);
    for (int i = 0; i < gone.size(); i += step) {
      numbers.put(number(gone.get(i).before()), gone.get(i).guid());
    }
    // A number that carries another message now says nothing of the one that had it before.
    for (MessageChange change : diff.messages()) {
      Facets is = change.after();
      if (is != null && change.before() == null) {
        numbers.remove(is.rowid());
      }
    }
    Set<String> guids = new HashSet<>();
    boolean known = diff.continuity().verdict() != Continuity.Verdict.UNKNOWN;
    if (known && !diff.replaced()) {
      for (long rowid : second.joined(numbers.keySet())) {
        if (second.message(rowid).isEmpty()) {
          guids.add(name(numbers, rowid));
        }
      }
    }
    return guids;
  }

  private static String name(Map<Long, String> numbers, long rowid) {
    return Objects.requireNonNullElse(numbers.get(rowid), "");
  }

  /** A row that names nobody says nothing of any thread. */
  private Set<String> junk(StoreLook first) throws IOException {
    Set<String> people = new HashSet<>();
    for (ChatFacts chat : first.chats()) {
      if (chat.isJunk() && !chat.identifier().isEmpty()) {
        people.add(chat.identifier());
      }
    }
    Set<String> junk = new HashSet<>();
    for (ThreadEntry thread : before.index().threads()) {
      boolean one = !thread.group() && thread.participants().size() == 1;
      if (one && people.contains(thread.participants().get(0))) {
        junk.add(thread.id());
      }
    }
    return junk;
  }

  private Map<String, Behind.Copy> copies(StoreLook second) throws IOException {
    Map<String, Behind.Copy> copies = new HashMap<>();
    if (gone.size() > COPIES_SOUGHT) {
      return copies;
    }
    for (MessageChange change : gone) {
      RowFacts row = rows.get(change.guid());
      if (row == null || row.text() == null || row.text().isBlank() || row.target() != null) {
        continue;
      }
      long slack = row.date() >= NANOSECONDS_FROM ? 2_000_000_000L : 2;
      for (RowFacts other : second.sentAround(row.date(), slack, 32)) {
        boolean equal =
            !other.guid().equals(row.guid())
                && other.target() == null
                && other.fromMe() == row.fromMe()
                && Objects.equals(other.sender(), row.sender())
                && row.text().equals(other.text());
        if (equal) {
          copies.put(
              change.guid(), new Behind.Copy(other.guid(), !other.service().equals(row.service())));
        }
      }
    }
    return copies;
  }
}
