package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.sqlite.Column;

/** What was looked at and what was found; its files must stay open while values are read. */
public final class Recovered {

  private static final int MOST_SHOWN = 256;

  private final CurrentState state;
  private final Shapes shapes;
  private final List<Rung.Result> rungs;
  private final List<Remain> remains;
  private final long staleCopies;
  private final List<String> dropped;
  private final boolean cut;
  private final byte[] page;
  private long at = Spot.NOWHERE;
  private final RecordView record = new RecordView();

  Recovered(
      CurrentState state,
      Shapes shapes,
      List<Rung.Result> rungs,
      List<Remain> remains,
      long staleCopies,
      List<String> dropped,
      boolean cut) {
    this.state = state;
    this.shapes = shapes;
    this.rungs = List.copyOf(rungs);
    this.remains = remains;
    this.staleCopies = staleCopies;
    this.dropped = List.copyOf(dropped);
    this.cut = cut;
    this.page = new byte[state.header().pageSize()];
  }

  /** Every rung with what became of it, in order. */
  public List<Rung.Result> rungs() {
    return rungs;
  }

  /** What is left of rows that are not there. */
  public List<Remain> remains() {
    return java.util.Collections.unmodifiableList(remains);
  }

  /** Copies of rows that are still there, which were met and left out. */
  public long staleCopies() {
    return staleCopies;
  }

  /** Tables that the schema no longer names and whose definition was found. */
  public List<String> dropped() {
    return dropped;
  }

  /** Whether more was found than is listed. */
  public boolean cut() {
    return cut;
  }

  /** The file that holds a remain. */
  public String file(Remain remain) {
    return state.evidence().name(Spot.file(remain.image.spot()));
  }

  /** The names of the columns that {@link #values} gives. */
  public List<String> columns(Remain remain) {
    List<Column> columns = shapes.columns(remain.shape);
    List<String> names = new ArrayList<>();
    if (remain.shape.isIndex() && !remain.shape.link) {
      for (int column : remain.shape.order) {
        if (column != -1) {
          names.add(column < 0 ? "" : columns.get(column).name());
        }
      }
    } else {
      columns.forEach(column -> names.add(column.name()));
    }
    return names;
  }

  /**
   * The values of a remain: a row's and a link's in the order of the table's columns, those of an
   * index entry in the order of the index's columns, without the ROWID.
   */
  public List<Value> values(Remain remain) throws IOException {
    return values(remain, remain.solved);
  }

  /** The other readings of a remain, each as {@link #values} gives them. */
  public List<List<Value>> alternatives(Remain remain) throws IOException {
    List<List<Value>> all = new ArrayList<>();
    List<long[]> others = remain.alternatives;
    if (others != null) {
      for (long[] solved : others) {
        all.add(values(remain, solved));
      }
    }
    return all;
  }

  /** The bytes of a remain that lie at its place, without those on other pages. */
  public byte[] cell(Remain remain) throws IOException {
    turnTo(remain);
    int end = (int) Math.min(remain.localEnd, remain.bodyAt + bodySize(remain));
    return Arrays.copyOfRange(page, remain.start, Math.max(remain.start, end));
  }

  private long bodySize(Remain remain) {
    Collector.lay(record, remain.solved, remain.typesAt, remain.columns, remain.bodyAt, page);
    return record.bodySize;
  }

  /**
   * How many of these bytes may be shown without showing what somebody wrote: all of an index entry
   * and a link, of a row those up to the end of its guid, else its header.
   */
  public int publicLength(Remain remain) throws IOException {
    if (remain.shape.isIndex() || remain.shape.link) {
      return Math.min(MOST_SHOWN, cell(remain).length);
    }
    turnTo(remain);
    bodySize(remain);
    int end = remain.bodyAt;
    List<String> names = columns(remain);
    for (int i = 0; i < Math.min(record.count, 3); i++) {
      int column = remain.shape.order[i];
      if (column >= 0 && names.get(column).equalsIgnoreCase("guid")) {
        end = record.at[i] + (int) Serial.size(record.types[i]);
      }
    }
    return Math.max(0, Math.min(MOST_SHOWN, Math.min(end, remain.localEnd) - remain.start));
  }

  private void turnTo(Remain remain) throws IOException {
    if (at != remain.image.spot()) {
      state.readAt(remain.image.spot(), page);
      at = remain.image.spot();
    }
  }

  private List<Value> values(Remain remain, long[] solved) throws IOException {
    turnTo(remain);
    Collector.lay(record, solved, remain.typesAt, remain.columns, remain.bodyAt, page);
    byte[] bytes = page;
    int end = remain.localEnd;
    if (remain.chainSpots.length > 0) {
      bytes = whole(remain);
      end = bytes.length;
      record.settle(0);
    }
    Shape shape = remain.shape;
    boolean asIndex = shape.isIndex() && !shape.link;
    int width = shape.columns() - (shape.order[shape.columns() - 1] == -1 ? 1 : 0);
    Value[] values = new Value[asIndex ? width : shape.tableColumns];
    Arrays.fill(values, Value.NULL);
    for (int i = 0; i < shape.columns(); i++) {
      int column = asIndex ? i : shape.order[i];
      if (column < 0 || column >= values.length) {
        continue;
      }
      if (i < record.count) {
        values[column] = value(shape, i, bytes, end);
      } else if (!shape.isIndex()) {
        values[column] = younger(shape.defaults[i]);
      }
    }
    if (shape.alias >= 0 && remain.rowidProven && !shape.isIndex()) {
      values[shape.alias] = new Value.Whole(remain.rowid);
    }
    return Arrays.asList(values);
  }

  /** What stands in a row that is older than the column. */
  private static Value younger(Column.Default value) {
    if (value instanceof Column.Default.Whole whole) {
      return new Value.Whole(whole.value());
    }
    if (value instanceof Column.Default.Fraction fraction) {
      return new Value.Real(fraction.value());
    }
    if (value instanceof Column.Default.Bytes bytes) {
      return new Value.Blob(bytes.value());
    }
    return value instanceof Column.Default.Words words
        ? new Value.Words(words.value())
        : Value.NULL;
  }

  private Value value(Shape shape, int place, byte[] bytes, int end) {
    long serial = record.types[place];
    int from = record.at[place];
    long size = Serial.size(serial);
    if (serial == 0 || from + size > end) {
      return Value.NULL;
    }
    if (Serial.isInteger(serial)) {
      long whole = Serial.integer(bytes, from, serial);
      return shape.rules[place].isReal() ? new Value.Real(whole) : new Value.Whole(whole);
    }
    if (serial == 7) {
      return new Value.Real(Serial.real(bytes, from));
    }
    return Serial.isText(serial)
        ? new Value.Words(new String(bytes, from, (int) size, state.header().encoding()))
        : new Value.Blob(Arrays.copyOfRange(bytes, from, from + (int) size));
  }

  /** The body of a remain with what its chain of pages holds of it. */
  private byte[] whole(Remain remain) throws IOException {
    int local = remain.localEnd - remain.bodyAt;
    int part = state.header().usable() - 4;
    long most = local + (long) part * remain.chainSpots.length;
    byte[] body = new byte[(int) Math.min(most, Math.max(local, record.bodySize))];
    System.arraycopy(page, remain.bodyAt, body, 0, Math.min(local, body.length));
    byte[] next = new byte[page.length];
    int filled = local;
    for (long spot : remain.chainSpots) {
      if (filled >= body.length || !state.readAt(spot, next)) {
        break;
      }
      int count = Math.min(part, body.length - filled);
      System.arraycopy(next, 4, body, filled, count);
      filled += count;
    }
    return body;
  }
}
