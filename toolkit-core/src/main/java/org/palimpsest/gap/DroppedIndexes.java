package org.palimpsest.gap;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * Finds the indexes that the schema no longer names. A freed page of one holds entries that could
 * be those of other indexes as well. What tells them: their values equal columns of the rows that
 * their ROWIDs name. So entries that lie one beside the other are compared with the rows that are
 * there, and where one table agrees and none of its indexes explains it, the page is one of an
 * index of that table that is no more.
 */
final class DroppedIndexes {

  /** So many entries in a row are no coincidence. */
  private static final int RUN = 3;

  private static final int MOST_OF_PAGE = 64;
  private static final int MOST = 400_000;
  private static final int MOST_COLUMNS = 16;

  /** An entry: the types and hashes of its values, and whole numbers themselves. */
  private record Entry(long rowid, long[] types, long[] values, long[] wholes) {}

  /** How the entries of a page agree with the rows of one table. */
  private static final class Tally {
    final Shape table;
    final int[][] equal;
    int seen;
    int unread;

    Tally(Shape table, int values) {
      this.table = table;
      this.equal = new int[values][table.columns()];
    }

    int most(int value) {
      return Arrays.stream(equal[value]).max().orElse(0);
    }
  }

  /** The entries of one page. */
  private static final class Sheet {
    final long hash;
    final List<Entry> entries;
    final Map<Shape, Tally> tallies = new HashMap<>();

    Sheet(long hash, List<Entry> entries) {
      this.hash = hash;
      this.entries = entries;
    }

    int values() {
      return entries.get(0).values.length;
    }
  }

  private record Wanted(Tally tally, Entry entry) {}

  private final StoreHeader header;
  private final Shapes shapes;
  private final RecordView record = new RecordView();
  private final List<Sheet> sheets = new ArrayList<>();
  private final LongSet seen = new LongSet();
  private final Map<Long, Shape> byPage = new HashMap<>();
  private int count;

  DroppedIndexes(StoreHeader header, Shapes shapes) {
    this.header = header;
    this.shapes = shapes;
  }

  private static long hash(StoreHeader header, byte[] page, int number) {
    return Hash64.bytes(number, page, 0, header.usable());
  }

  /** The index whose page that was, if the rows that are there tell. */
  @Nullable Shape of(byte[] page, int number) {
    return byPage.isEmpty() ? null : byPage.get(hash(header, page, number));
  }

  /** Looks at a page that no b-tree has. */
  void see(byte[] page, int number) {
    long hash = hash(header, page, number);
    if (count >= MOST || !seen.add(hash)) {
      return;
    }
    Map<Integer, List<Entry>> byColumns = new HashMap<>();
    int to = header.usable();
    int at = 8;
    while (at + 4 < to) {
      List<Entry> run = new ArrayList<>();
      int next = at;
      int end = cell(page, next, to);
      int columns = record.count;
      while (end > 0 && record.count == columns) {
        run.add(entry(page));
        next = end;
        end = cell(page, next, to);
      }
      if (run.size() >= RUN) {
        byColumns.computeIfAbsent(columns, key -> new ArrayList<>()).addAll(run);
        at = next;
      } else {
        at++;
      }
    }
    List<Entry> most = List.of();
    for (List<Entry> entries : byColumns.values()) {
      most = entries.size() > most.size() ? entries : most;
    }
    if (!most.isEmpty()) {
      List<Entry> some = thinned(most);
      count += some.size();
      sheets.add(new Sheet(hash, some));
    }
  }

  private static List<Entry> thinned(List<Entry> entries) {
    if (entries.size() <= MOST_OF_PAGE) {
      return entries;
    }
    List<Entry> some = new ArrayList<>();
    for (int i = 0; i < MOST_OF_PAGE; i++) {
      some.add(entries.get((int) ((long) i * entries.size() / MOST_OF_PAGE)));
    }
    return some;
  }

  /** Where a whole entry of an index at {@code at} ends, or -1. */
  private int cell(byte[] page, int at, int to) {
    int width = Varint.bounded(page, at, to);
    if (width == 0 || width > 2) {
      return -1;
    }
    long payload = Varint.value(page, at);
    int start = at + width;
    if (payload < 3
        || payload > header.localInIndex(payload)
        || start + payload > to
        || !record.parse(page, start, to, MOST_COLUMNS)
        || record.count < 2
        || record.bodyAt - start + record.bodySize != payload
        || !Serial.isInteger(record.types[record.count - 1])) {
      return -1;
    }
    Charset encoding = header.encoding();
    for (int i = 0; i < record.count; i++) {
      long serial = record.types[i];
      boolean fits =
          Serial.isInteger(serial)
              ? Serial.smallest(Serial.integer(page, record.at[i], serial)) == serial
              : !Serial.isText(serial)
                  || Texts.isValid(page, record.at[i], (int) Serial.size(serial), encoding, true);
      if (!fits) {
        return -1;
      }
    }
    return Math.max(at + 4, start + (int) payload);
  }

  private Entry entry(byte[] page) {
    int last = record.count - 1;
    long[] values = new long[last];
    long[] wholes = new long[last];
    for (int i = 0; i < last; i++) {
      values[i] = Values.of(record, i, page, page.length);
      wholes[i] =
          Serial.isInteger(record.types[i])
              ? Serial.integer(page, record.at[i], record.types[i])
              : 0;
    }
    long rowid = Serial.integer(page, record.at[last], record.types[last]);
    return new Entry(rowid, Arrays.copyOf(record.types, last), values, wholes);
  }

  /** The tables with whose rows the entries seen have to be compared. */
  List<Shape> tables() {
    List<Shape> tables = new ArrayList<>();
    for (Shape table : shapes.all()) {
      if (table.live && table.form == Shape.Form.TABLE && !table.internal) {
        boolean any = false;
        for (Sheet sheet : sheets) {
          long there =
              sheet.entries.stream().filter(each -> table.rowids.contains(each.rowid)).count();
          if (there >= RUN && 2 * there >= sheet.entries.size()) {
            sheet.tallies.put(table, new Tally(table, sheet.values()));
            any = true;
          }
        }
        if (any) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  /** Compares the rows of a table, as a walk over its pages shows them. */
  void compare(Shape table, Walk rows) throws IOException {
    Map<Long, List<Wanted>> wanted = new HashMap<>();
    for (Sheet sheet : sheets) {
      Tally tally = sheet.tallies.get(table);
      if (tally == null) {
        continue;
      }
      for (Entry entry : sheet.entries) {
        wanted.computeIfAbsent(entry.rowid, key -> new ArrayList<>()).add(new Wanted(tally, entry));
      }
    }
    rows.show(
        (row, rowid, page, localEnd) -> {
          List<Wanted> entries = wanted.get(rowid);
          if (entries != null) {
            long[] values = new long[table.columns()];
            boolean whole = true;
            for (int i = 0; i < values.length; i++) {
              values[i] = Values.ofRow(table, i, row, rowid, page, localEnd);
              whole &= values[i] != Values.UNKNOWN;
            }
            for (Wanted each : entries) {
              count(each, values, whole);
            }
          }
        });
  }

  private static void count(Wanted wanted, long[] values, boolean whole) {
    if (!whole) {
      wanted.tally.unread++;
      return;
    }
    wanted.tally.seen++;
    for (int i = 0; i < wanted.entry.values.length; i++) {
      for (int j = 0; j < values.length; j++) {
        wanted.tally.equal[i][j] += wanted.entry.values[i] == values[j] ? 1 : 0;
      }
    }
  }

  /** Shows the rows of a table. */
  @FunctionalInterface
  interface Walk {
    /** Shows each row. */
    void show(Row row) throws IOException;

    /** Sees a row. */
    @FunctionalInterface
    interface Row {
      /** Sees a row, laid out in its page. */
      void see(RecordView record, long rowid, byte[] page, int localEnd);
    }
  }

  /** Says of each page whose it was: an index's that is there, or one's that is no more. */
  void settle() {
    for (Sheet sheet : sheets) {
      Tally best = null;
      for (Tally tally : sheet.tallies.values()) {
        if (agrees(sheet, tally)) {
          best = best == null || isBetter(tally, best) ? tally : best;
        }
      }
      if (best != null && !isRivalled(sheet)) {
        Shape live = live(best);
        if (live != null) {
          live.places = places(best, live);
        }
        byPage.put(
            sheet.hash,
            live != null ? live : shapes.addDropped(best.table, places(best), ambiguous(best)));
      }
    }
    sheets.clear();
  }

  /** What more rows bear out is better, and then what takes no index that is no more. */
  private boolean isBetter(Tally one, Tally other) {
    int rows = one.seen + one.unread;
    int others = other.seen + other.unread;
    if (rows != others) {
      return rows > others;
    }
    boolean first = live(one) != null;
    return first == (live(other) != null) ? one.table.id < other.table.id : first;
  }

  private static boolean agrees(Sheet sheet, Tally tally) {
    int comparable = sheet.entries.size() - tally.unread;
    boolean agrees = tally.seen >= RUN && 2 * tally.seen >= comparable;
    for (int i = 0; i < tally.equal.length; i++) {
      agrees &= 10 * tally.most(i) >= 9 * tally.seen;
    }
    return agrees;
  }

  /** The index that the table has and whose entries they are, if there is one. */
  private @Nullable Shape live(Tally tally) {
    for (Shape shape : shapes.all()) {
      boolean same =
          shape.isIndex()
              && shape.live
              && shape.table.equalsIgnoreCase(tally.table.table)
              && shape.columns() == tally.equal.length + 1;
      for (int i = 0; same && i < tally.equal.length; i++) {
        int place = tally.table.placeOf(shape.order[i]);
        same = place >= 0 && tally.equal[i][place] == tally.most(i);
      }
      if (same) {
        return shape;
      }
    }
    return null;
  }

  /** Whether the entries are as well those of rows that an index which is there has lost. */
  private boolean isRivalled(Sheet sheet) {
    for (Shape shape : shapes.all()) {
      if (!shape.isIndex()
          || !shape.live
          || shape.columns() != sheet.values() + 1
          || shape.rowids.count() == 0) {
        continue;
      }
      long highest =
          shape.numbered ? Math.max(shape.ceiling, shape.rowids.highest()) : shape.rowids.highest();
      int fitting = 0;
      int missing = 0;
      for (Entry entry : sheet.entries) {
        fitting += isLike(shape, entry) ? 1 : 0;
        boolean given = entry.rowid > 0 && entry.rowid <= highest;
        missing += given && !shape.rowids.contains(entry.rowid) ? 1 : 0;
      }
      if (10 * fitting >= 9 * sheet.entries.size() && 2 * missing >= sheet.entries.size()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLike(Shape shape, Entry entry) {
    for (int i = 0; i < entry.types.length; i++) {
      long serial = entry.types[i];
      if (!shape.rules[i].allows(serial)
          || Serial.isInteger(serial) && !shape.rules[i].isNear(entry.wholes[i])) {
        return false;
      }
    }
    return true;
  }

  private static int[] places(Tally tally, Shape index) {
    int[] places = new int[tally.equal.length];
    Arrays.setAll(places, i -> tally.table.placeOf(index.order[i]));
    return places;
  }

  private static int[] places(Tally tally) {
    int[] places = new int[tally.equal.length];
    for (int i = 0; i < places.length; i++) {
      int most = tally.most(i);
      while (tally.equal[i][places[i]] != most) {
        places[i]++;
      }
    }
    return places;
  }

  private static boolean[] ambiguous(Tally tally) {
    boolean[] ambiguous = new boolean[tally.equal.length];
    for (int i = 0; i < ambiguous.length; i++) {
      int most = tally.most(i);
      ambiguous[i] = Arrays.stream(tally.equal[i]).filter(each -> each == most).count() > 1;
    }
    return ambiguous;
  }
}
