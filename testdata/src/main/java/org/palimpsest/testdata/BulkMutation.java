package org.palimpsest.testdata;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes rows of a bulk store at places drawn from a seed, each place once. */
final class BulkMutation {
  private final Sql sql;
  private final BulkStore.Spec spec;
  private final Random random;
  private final Prose prose;

  BulkMutation(Sql sql, BulkStore.Spec spec) {
    this.sql = sql;
    this.spec = spec;
    this.random = new Random(spec.seed());
    this.prose = new Prose(random);
  }

  private record Row(long rowid, String guid, Instant at, byte[] body) {}

  private interface Change {
    void apply(Row row);
  }

  BulkTruth run() throws SQLException {
    Iterator<Row> places = places().iterator();
    SortedSet<String> edited = each(places, spec.edited(), this::edit);
    SortedSet<String> unsent = each(places, spec.unsent(), this::unsend);
    SortedSet<String> altered = each(places, spec.altered(), this::alter);
    SortedSet<String> drifted = each(places, spec.drifted(), this::drift);
    SortedSet<String> removed =
        each(
            places,
            spec.removed(),
            row -> sql.run("DELETE FROM message WHERE ROWID = ?", row.rowid()));
    return new BulkTruth(removed, add(), edited, unsent, altered, drifted);
  }

  /** Rows with a plain body, since an edit must give the original text in its history. */
  private List<Row> places() {
    long max = sql.number("SELECT seq FROM sqlite_sequence WHERE name = 'message'");
    int wanted = spec.edited() + spec.unsent() + spec.altered() + spec.drifted() + spec.removed();
    Set<Long> tried = new LinkedHashSet<>();
    List<Row> out = new ArrayList<>();
    while (out.size() < wanted) {
      if (tried.size() >= max) {
        throw new IllegalArgumentException("more changes than messages");
      }
      long rowid = 1 + (long) (random.nextDouble() * max);
      if (tried.add(rowid)) {
        for (List<@Nullable Object> row :
            sql.rows(
                "SELECT guid, date, attributedBody FROM message WHERE ROWID = ?"
                    + " AND cache_has_attachments = 0 AND attributedBody IS NOT NULL",
                rowid)) {
          if (row.get(2) instanceof byte[] body) {
            long date = Long.parseLong(String.valueOf(row.get(1)));
            out.add(new Row(rowid, String.valueOf(row.get(0)), AppleTime.fromNanos(date), body));
          }
        }
      }
    }
    return out;
  }

  private static SortedSet<String> each(Iterator<Row> places, int count, Change change) {
    SortedSet<String> guids = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      Row row = places.next();
      change.apply(row);
      guids.add(row.guid());
    }
    return guids;
  }

  private void edit(Row row) {
    String original = PlainBody.text(row.body());
    String text = original + " " + prose.next();
    Instant at = row.at().plusSeconds(60);
    SummaryInfo.Version first = new SummaryInfo.Version(AttributedText.plain(original), row.at());
    SummaryInfo.Version second = new SummaryInfo.Version(AttributedText.plain(text), at);
    body(row, text);
    sql.run(
        "UPDATE message SET message_summary_info = ?, date_edited = ? WHERE ROWID = ?",
        SummaryInfo.edited(List.of(first, second)),
        AppleTime.nanos(at),
        row.rowid());
  }

  private void unsend(Row row) {
    sql.run(
        "UPDATE message SET text = NULL, attributedBody = NULL, message_summary_info = ?,"
            + " date_retracted = ? WHERE ROWID = ?",
        SummaryInfo.retracted(PlainBody.text(row.body()).length()),
        AppleTime.nanos(row.at().plusSeconds(90)),
        row.rowid());
  }

  private void alter(Row row) {
    body(row, PlainBody.text(row.body()) + " " + prose.next());
  }

  private void body(Row row, String text) {
    sql.run(
        "UPDATE message SET attributedBody = ?,"
            + " text = CASE WHEN text IS NULL THEN NULL ELSE ? END WHERE ROWID = ?",
        AttributedText.plain(text).archived(),
        text,
        row.rowid());
  }

  private void drift(Row row) {
    sql.run(
        "UPDATE message SET date_read = ?, ck_record_change_tag = ? WHERE ROWID = ?",
        AppleTime.nanos(row.at().plusSeconds(3_600)),
        "z" + Integer.toString(random.nextInt(1 << 20), 36),
        row.rowid());
  }

  private SortedSet<String> add() throws SQLException {
    SortedSet<String> added = new TreeSet<>();
    long rowid = sql.number("SELECT seq FROM sqlite_sequence WHERE name = 'message'");
    Instant at = AppleTime.fromNanos(sql.number("SELECT max(date) FROM message"));
    try (BulkRows rows = new BulkRows(sql, random)) {
      for (int i = 0; i < spec.added(); i++) {
        at = at.plusSeconds(1 + random.nextInt(400));
        added.add(rows.add(++rowid, at));
      }
      rows.flush();
    }
    return added;
  }
}
