package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.Excerpt;
import org.palimpsest.snapshot.FacetCursor;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.RecordKind;
import org.palimpsest.snapshot.SnapshotView;

/**
 * One thread's walk along rows of two snapshots side by side, and what it finds: a key on one side
 * only was removed or added, equal rows are equal records, and where two rows under one key differ
 * their facets are looked up.
 */
final class SideBySide {

  private final SnapshotView a;
  private final SnapshotView b;
  private final Side former;
  private final Side latter;
  private final boolean sameDevice;
  private final long counterBefore;
  private final Found found = new Found();

  /**
   * Prepares to walk.
   *
   * @param counterBefore rows that the first snapshot's store had ever inserted
   */
  SideBySide(SnapshotView a, SnapshotView b, Excerpt former, Excerpt latter, long counterBefore) {
    this.a = a;
    this.b = b;
    this.former = Side.of(former);
    this.latter = Side.of(latter);
    this.sameDevice = a.manifest().device().equals(b.manifest().device());
    this.counterBefore = counterBefore;
  }

  /** The rows of one snapshot, with what its index says of those that are asked about. */
  private record Side(Excerpt rows, FacetCursor cursor) {
    static Side of(Excerpt rows) {
      return new Side(rows, rows.index().cursor());
    }

    Facets facets(DigestCursor record) throws IOException {
      return cursor.facets(record.number());
    }

    long line(DigestCursor record) {
      return rows.line(record.number());
    }
  }

  /** What was found so far. */
  Found found() {
    return found;
  }

  /** Walks one range of both. */
  void merge(KeyRanges.Range range) throws IOException {
    DigestCursor left = former.rows.digests().cursor(range.fromA(), range.toA());
    DigestCursor right = latter.rows.digests().cursor(range.fromB(), range.toB());
    boolean moreLeft = left.next();
    boolean moreRight = right.next();
    while (moreLeft || moreRight) {
      int same = moreLeft && moreRight ? left.sameFromHere(right) : 0;
      if (same > 0) {
        // Short keys are those of messages, and equal states name equal ROWIDs.
        found.sameNumber += same;
        moreLeft = left.skip(same);
        moreRight = right.skip(same);
        continue;
      }
      int order = !moreLeft ? 1 : !moreRight ? -1 : left.compareKey(right);
      if (order < 0) {
        onlyBefore(left);
        moreLeft = left.next();
      } else if (order > 0) {
        onlyAfter(right);
        moreRight = right.next();
      } else {
        if (!left.sameAs(right)) {
          both(left, right);
        } else if (left.kind() == RecordKind.MESSAGE) {
          // Equal states name equal ROWIDs.
          found.sameNumber++;
        }
        moreLeft = left.next();
        moreRight = right.next();
      }
    }
  }

  private void onlyBefore(DigestCursor record) throws IOException {
    switch (record.kind()) {
      case MESSAGE -> {
        Facets facets = former.facets(record);
        found.rowsRemoved++;
        ChangeKind kind = sameDevice ? ChangeKind.REMOVED : ChangeKind.NOT_ON_DEVICE;
        found.messages.add(
            new MessageChange(
                id(record),
                thread(a, facets),
                kind,
                facets,
                null,
                former.line(record),
                -1,
                false,
                false,
                false,
                false,
                false,
                MessageChange.Taking.USUAL));
      }
      case ATTACHMENT -> {
        if (sameDevice) {
          Facets facets = former.facets(record);
          found.attachments.add(
              new AttachmentChange(id(record), owner(facets), AttachmentChange.Kind.REMOVED));
        }
      }
      case ROW, THREAD, TOMBSTONE -> {}
    }
  }

  private void onlyAfter(DigestCursor record) throws IOException {
    switch (record.kind()) {
      case MESSAGE -> {
        Facets facets = latter.facets(record);
        ChangeKind kind =
            facets.has(Facets.RECENTLY_DELETED) ? ChangeKind.RECENTLY_DELETED : ChangeKind.ADDED;
        MessageChange change =
            new MessageChange(
                id(record),
                thread(b, facets),
                kind,
                null,
                facets,
                -1,
                latter.line(record),
                false,
                false,
                false,
                false,
                false,
                MessageChange.Taking.USUAL);
        boolean backfilled =
            change.sentAt().map(sent -> sent.isBefore(a.manifest().asOf())).orElse(false);
        found.messages.add(
            new MessageChange(
                change.guid(),
                change.thread(),
                kind,
                null,
                facets,
                -1,
                latter.line(record),
                backfilled,
                false,
                false,
                false,
                false,
                MessageChange.Taking.USUAL));
      }
      case ATTACHMENT -> {
        Facets facets = latter.facets(record);
        found.attachments.add(
            new AttachmentChange(id(record), owner(facets), AttachmentChange.Kind.ADDED));
      }
      case ROW, THREAD, TOMBSTONE -> {}
    }
  }

  private void both(DigestCursor left, DigestCursor right) throws IOException {
    switch (left.kind()) {
      case MESSAGE -> {
        Facets before = former.facets(left);
        Facets after = latter.facets(right);
        if (before.rowid() == after.rowid()) {
          found.sameNumber++;
        } else {
          found.otherNumber++;
          found.renumbered.add(before.rowid());
          found.otherBelow += after.rowid() <= counterBefore ? 1 : 0;
        }
        String was = thread(a, before);
        String is = thread(b, after);
        boolean moved = !was.isEmpty() && !was.equals(is);
        if (moved && !(is.isEmpty() && after.has(Facets.RECENTLY_DELETED))) {
          found.moved.add(new MovedMessage(id(left), was, is, after));
        }
        found.uploadsReset +=
            before.has(Facets.UPLOADED)
                    && !after.has(Facets.UPLOADED)
                    && !after.has(Facets.CLOUD_RECORD)
                ? 1
                : 0;
        boolean sameContent = left.sameContentAs(right);
        ChangeKind kind = MessageClassifier.classify(before, after, sameContent);
        if (kind == ChangeKind.DRIFTED) {
          found.drifted++;
          if (!sameContent) {
            found.reshaped.add(
                new ReshapedMessage(
                    id(left),
                    before,
                    after,
                    !was.equals(is),
                    ReshapedMessage.App.NOT_ASKED,
                    false));
          }
          return;
        }
        found.messages.add(
            new MessageChange(
                id(left),
                thread(b, after),
                kind,
                before,
                after,
                former.line(left),
                latter.line(right),
                false,
                kind == ChangeKind.ALTERED && MessageClassifier.lostHistory(before, after),
                MessageClassifier.alteredBesides(kind, before, after, sameContent),
                MessageClassifier.ofPart(kind, before, after),
                false,
                MessageChange.Taking.USUAL));
      }
      case ATTACHMENT -> attachment(left, right);
      case THREAD -> {
        if (!left.sameContentAs(right)) {
          found.groups.add(id(left));
        }
      }
      case ROW, TOMBSTONE -> {}
    }
  }

  private void attachment(DigestCursor left, DigestCursor right) throws IOException {
    if (!sameDevice) {
      return;
    }
    Facets before = former.facets(left);
    Facets after = latter.facets(right);
    Optional<AttachmentChange.Kind> kind = AttachmentComparison.kind(before, after);
    if (kind.isPresent()) {
      if (kind.get() == AttachmentChange.Kind.MOVED) {
        found.formerOwners.put(id(left), owner(before));
      }
      found.attachments.add(new AttachmentChange(id(left), owner(after), kind.get()));
    }
  }

  private static String id(DigestCursor record) throws IOException {
    String key = record.key();
    return RecordEncoder.id(key);
  }

  private static String owner(Facets facets) {
    return new String(facets.extra(), StandardCharsets.UTF_8);
  }

  private static String thread(SnapshotView view, Facets facets) {
    int ordinal = facets.thread();
    return ordinal < 0 || ordinal >= view.index().threads().size()
        ? ""
        : view.index().threads().get(ordinal).id();
  }
}
