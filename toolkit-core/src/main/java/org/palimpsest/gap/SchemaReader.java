package org.palimpsest.gap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.sqlite.BtreePage;
import org.palimpsest.sqlite.StoreHeader;

/** Reads the schema table of a state, and passes over what it cannot read. */
final class SchemaReader {

  private static final int MOST = 100_000;
  private static final int LONGEST = 16 << 20;

  private final StoreHeader header;
  private final Shape shape;
  private final PageMap.Reader reader;
  private final List<Shapes.Entry> entries = new ArrayList<>();

  private SchemaReader(StoreHeader header, Shape shape, PageMap.Reader reader) {
    this.header = header;
    this.shape = shape;
    this.reader = reader;
  }

  /** The rows of the schema table that can be read. */
  static List<Shapes.Entry> read(
      StoreHeader header, Shapes shapes, PageMap map, PageMap.Reader reader) throws IOException {
    SchemaReader schema = new SchemaReader(header, shapes.get(Shapes.SCHEMA), reader);
    Examiner examiner = new Examiner(header, shapes.all(), new Collector(true));
    byte[] page = new byte[header.pageSize()];
    for (int number = 1; number <= map.pages(); number++) {
      if (map.owner(number) == Shapes.SCHEMA
          && map.use(number) == PageMap.Use.TREE
          && reader.read(number, page)
          && examiner.view().point(page, number) == BtreePage.Kind.TABLE_LEAF) {
        examiner.records(
            page,
            schema.shape,
            (record, rowid, localEnd, overflow) -> schema.row(record, page, localEnd, overflow));
      }
    }
    return schema.entries;
  }

  private void row(RecordView record, byte[] page, int localEnd, int overflow) throws IOException {
    if (record.count < 5 || entries.size() >= MOST || record.bodySize > LONGEST) {
      return;
    }
    byte[] body = new byte[(int) record.bodySize];
    int local = Math.min(body.length, Math.max(0, localEnd - record.bodyAt));
    System.arraycopy(page, record.bodyAt, body, 0, local);
    byte[] next = new byte[page.length];
    int filled = local;
    int number = overflow;
    while (filled < body.length && reader.read(number, next)) {
      int count = Math.min(header.usable() - 4, body.length - filled);
      System.arraycopy(next, 4, body, filled, count);
      filled += count;
      number = ByteBuffer.wrap(next).getInt(0);
    }
    record.settle(0);
    Charset encoding = header.encoding();
    long root =
        Serial.isInteger(record.types[3]) ? Serial.integer(body, record.at[3], record.types[3]) : 0;
    entries.add(
        new Shapes.Entry(
            text(record, 0, body, encoding),
            text(record, 1, body, encoding),
            text(record, 2, body, encoding),
            root,
            text(record, 4, body, encoding)));
  }

  private static String text(RecordView record, int place, byte[] body, Charset encoding) {
    return Serial.isText(record.types[place])
        ? new String(body, record.at[place], (int) Serial.size(record.types[place]), encoding)
        : "";
  }
}
