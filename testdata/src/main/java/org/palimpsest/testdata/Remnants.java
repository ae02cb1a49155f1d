package org.palimpsest.testdata;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Searches every page of the files of a scenario for the bytes of what was deleted. It knows how a
 * value is stored, and nothing of trees, cells or free space: what it finds is there, whoever can
 * make sense of it.
 */
final class Remnants {
  private static final int PAGE = MatrixRows.USABLE;
  private static final int GUID = 36;
  private static final int SAMPLE = 8;
  private static final int[] DASHES = {8, 13, 18, 23};

  /** The header of an entry of the guid's index whose ROWID is 1. */
  private static final byte[] ROWID_ONE = {3, 13 + 2 * GUID, 9};

  private final Map<String, Wanted> messages = new HashMap<>();
  private final Map<Long, Linked> links = new HashMap<>();

  /** The bytes with which dates begin, for speed. */
  private final BitSet firstOfDates = new BitSet();

  private final Map<Long, List<Segment>> segments = new HashMap<>();

  private static final class Wanted {
    final byte[] local;
    final int head;
    final int parts;
    final byte[] rowid;
    final BitSet found = new BitSet();
    boolean hasHead;
    boolean hasGuid;
    String where = "";
    String entryAt = "";

    Wanted(MatrixRows.Row row, List<byte[]> parts) {
      this.local = parts.get(0);
      this.parts = parts.size();
      this.rowid = RecordBody.stored(row.rowid());
      int text = RecordBody.stored(row.values().get(2)).length;
      this.head = Math.min(local.length, GUID + text);
    }

    boolean full() {
      return found.cardinality() == parts;
    }
  }

  private record Segment(Wanted owner, int number, byte[] bytes) {}

  private static final class Linked {
    final byte[] row;
    final byte[] entry;
    final int dateInRow;
    final int dateInEntry;
    String where = "";

    Linked(MatrixRows.Row message, long join) {
      byte[] chat = RecordBody.stored(message.chat());
      byte[] rowid = RecordBody.stored(message.rowid());
      byte[] date = RecordBody.stored(message.date());
      this.row = joined(chat, rowid, date);
      this.entry = joined(chat, date, rowid, RecordBody.stored(join));
      this.dateInRow = chat.length + rowid.length;
      this.dateInEntry = chat.length;
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer out = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(each -> each.length).sum());
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }

  /** Adds a deleted message and its link. */
  void want(MatrixRows.Row row, long join) {
    List<byte[]> parts = row.body().parts(PAGE);
    Wanted wanted = new Wanted(row, parts);
    messages.put(row.guid(), wanted);
    links.put(row.date(), new Linked(row, join));
    firstOfDates.set((int) (row.date() >>> 56));
    for (int i = 1; i < parts.size(); i++) {
      byte[] part = parts.get(i);
      segments
          .computeIfAbsent(ByteBuffer.wrap(part).getLong(), key -> new ArrayList<>())
          .add(new Segment(wanted, i, part));
    }
  }

  DeletionTruth.Survives survives(String guid) {
    Wanted wanted = Objects.requireNonNull(messages.get(guid));
    return new DeletionTruth.Survives(
        wanted.full(),
        wanted.hasHead,
        wanted.hasGuid,
        !wanted.entryAt.isEmpty(),
        wanted.where,
        wanted.entryAt);
  }

  String linkAt(long date) {
    return Objects.requireNonNull(links.get(date)).where;
  }

  /** Looks through a database, a WAL or a journal. */
  void search(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    long first = name.endsWith("-wal") ? 32 : name.endsWith("-journal") ? 512 : 0;
    int before = name.endsWith("-wal") ? 24 : name.endsWith("-journal") ? 4 : 0;
    int after = name.endsWith("-journal") ? 4 : 0;
    try (FileChannel in = FileChannel.open(file)) {
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      for (long at = first + before; at + PAGE <= in.size(); at += PAGE + before + after) {
        page.clear();
        while (page.hasRemaining()) {
          if (in.read(page, at + page.position()) < 0) {
            throw new EOFException(name);
          }
        }
        search(page.array(), name, at);
      }
    }
  }

  private void search(byte[] page, String file, long offset) {
    ByteBuffer view = ByteBuffer.wrap(page);
    for (Segment each : segments.getOrDefault(view.getLong(4), List.of())) {
      if (at(page, 4, each.bytes())) {
        each.owner().found.set(each.number());
      }
    }
    for (int i = 0; i + SAMPLE <= PAGE; i++) {
      if (firstOfDates.get(page[i] & 0xFF)) {
        Linked link = links.get(view.getLong(i));
        if (link != null) {
          link(page, i, link, file + ":" + (offset + i));
        }
      }
      if (looksLikeGuid(page, i)) {
        Wanted wanted = messages.get(new String(page, i, GUID, StandardCharsets.ISO_8859_1));
        if (wanted != null) {
          message(page, i, wanted, file + ":" + (offset + i));
        }
      }
    }
  }

  private static boolean looksLikeGuid(byte[] page, int at) {
    if (at + GUID > PAGE) {
      return false;
    }
    for (int dash : DASHES) {
      if (page[at + dash] != '-') {
        return false;
      }
    }
    return true;
  }

  private static void message(byte[] page, int at, Wanted wanted, String where) {
    boolean head = wanted.head > GUID && at(page, at, Arrays.copyOf(wanted.local, wanted.head));
    if (!wanted.hasGuid || head && !wanted.hasHead) {
      wanted.where = where;
    }
    wanted.hasGuid = true;
    wanted.hasHead |= head;
    if (at(page, at, wanted.local)) {
      if (!wanted.found.get(0)) {
        wanted.where = where;
      }
      wanted.found.set(0);
    }
    boolean entry =
        wanted.rowid.length > 0
            ? at(page, at + GUID, wanted.rowid)
            : at(page, at - ROWID_ONE.length, ROWID_ONE);
    if (entry && !head && wanted.entryAt.isEmpty()) {
      wanted.entryAt = where;
    }
  }

  private static void link(byte[] page, int at, Linked link, String where) {
    if (link.where.isEmpty()
        && (at(page, at - link.dateInRow, link.row)
            || at(page, at - link.dateInEntry, link.entry))) {
      link.where = where;
    }
  }

  private static boolean at(byte[] page, int at, byte[] bytes) {
    return at >= 0
        && at + bytes.length <= page.length
        && Arrays.equals(page, at, at + bytes.length, bytes, 0, bytes.length);
  }
}
