package org.palimpsest.testdata;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.DeletionScenario.Width;

/**
 * The message rows of a deletion scenario. A row depends on nothing but the seed and its ROWID, so
 * that none has to be kept. Conversations come in bursts of seven, so that the rows of different
 * chats share pages.
 */
final class MatrixRows {
  static final int CHATS = 48;
  static final int USABLE = 4096;
  private static final int BURST = 7;
  private static final Instant START = Instant.parse("2022-11-03T07:00:00Z");
  private static final Duration SPAN = Duration.ofDays(3 * 365);
  private static final int SMALLEST_BLOB = 3_000;
  private static final int LARGEST_BLOB = 12_000;
  private static final int SHORTEST_TAIL = 16;
  private static final String[] OTHER_SCRIPTS = {
    "Grüße aus Zürich",
    "à bientôt",
    "mañana",
    "увидимся завтра",
    "また明日",
    "안녕하세요",
    "שלום",
    "👩🏽‍🚀🏳️‍🌈",
    "👍🏽",
    "😂😂",
    "ça va très bien ❤️",
    "Ærø",
    "¿dónde estás?",
    "晚安 🌙",
    "naïve café"
  };

  private final long seed;
  private final int expected;
  private final Width width;
  private final MatrixSchema schema;

  /** A row: its values in the order of the columns that its table had when it was written. */
  record Row(long rowid, long chat, String guid, long date, List<@Nullable Object> values) {
    /** As its record holds it: the ROWID is NULL there, and not a value of its own. */
    RecordBody body() {
      List<@Nullable Object> stored = new ArrayList<>(values);
      stored.set(0, null);
      return RecordBody.of(stored);
    }
  }

  MatrixRows(long seed, int expected, Width width, MatrixSchema schema) {
    this.seed = seed;
    this.expected = expected;
    this.width = width;
    this.schema = schema;
  }

  private Random random(long purpose, long number) {
    long mixed = (seed * 31 + purpose) * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L;
    mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
    return new Random(mixed ^ mixed >>> 32);
  }

  /** The chat of a row; the first {@code gone} chats are not to be used. */
  long chat(long rowid, int gone) {
    int chat = 1 + random(1, (rowid - 1) / BURST).nextInt(CHATS);
    return chat > gone ? chat : gone + 1 + chat % (CHATS - gone);
  }

  String guid(long rowid) {
    return new Guids(random(2, rowid)).guid();
  }

  /** Later rows have later dates, and no two have the same. */
  long date(long rowid) {
    long step = SPAN.toNanos() / (expected / BURST + 1);
    long within = Math.min(step / (BURST + 1), Duration.ofSeconds(90).toNanos());
    long number = rowid - 1;
    return AppleTime.nanos(START)
        + number / BURST * step
        + number % BURST * within
        + (long) (random(3, rowid).nextDouble() * (within - 1));
  }

  /** The row as a table of {@code columns} columns takes it. */
  Row row(long rowid, int gone, int columns) {
    Random random = random(4, rowid);
    long chat = chat(rowid, gone);
    String guid = guid(rowid);
    long date = date(rowid);
    String text = text(random);
    boolean fromMe = random.nextInt(5) < 2;
    Map<String, @Nullable Object> known = new HashMap<>();
    known.put("ROWID", rowid);
    known.put("guid", guid);
    known.put("text", text);
    known.put("handle_id", fromMe ? 0L : chat);
    known.put("service", random.nextInt(8) == 0 ? "SMS" : "iMessage");
    known.put("date", date);
    known.put("is_from_me", fromMe ? 1L : 0L);
    known.put("attributedBody", AttributedText.plain(text).archived());
    if (width == Width.WIDE) {
      wide(known, random, chat, date, fromMe);
    }
    List<@Nullable Object> values = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      MatrixSchema.Column column = schema.message().get(i);
      values.add(known.getOrDefault(column.name(), column.standard()));
    }
    if (width == Width.OVERFLOWING) {
      values.set(columns - 1, blob(values, random));
    }
    return new Row(rowid, chat, guid, date, values);
  }

  private static String text(Random random) {
    String text = new Prose(random).next();
    return switch (random.nextInt(5)) {
      case 0 -> OTHER_SCRIPTS[random.nextInt(OTHER_SCRIPTS.length)] + " " + text;
      case 1 -> text + " " + OTHER_SCRIPTS[random.nextInt(OTHER_SCRIPTS.length)];
      default -> text;
    };
  }

  private static void wide(
      Map<String, @Nullable Object> known, Random random, long chat, long date, boolean fromMe) {
    Guids guids = new Guids(random);
    known.put("version", 10L);
    known.put("account", "P:+15550199");
    known.put("account_guid", "5A1E8B7C-2D64-4F0B-9C1D-7B3E0F6A9D21");
    known.put("date_read", fromMe || random.nextInt(10) == 0 ? 0L : date + 1 + random.nextInt());
    known.put("date_delivered", fromMe ? date + 700_000_000L : 0L);
    known.put("is_delivered", 1L);
    known.put("is_finished", 1L);
    known.put("is_read", fromMe ? 0L : 1L);
    known.put("is_sent", fromMe ? 1L : 0L);
    known.put("has_dd_results", random.nextInt(9) == 0 ? 1L : 0L);
    known.put("was_data_detected", 1L);
    known.put("cache_roomnames", chat % 5 == 0 ? "chat8800" + chat : null);
    known.put("message_summary_info", SummaryInfo.ordinary());
    known.put("ck_sync_state", 1L);
    known.put("ck_record_id", guids.recordId());
    known.put("ck_record_change_tag", Integer.toString(random.nextInt(1_000_000), 36));
    known.put("destination_caller_id", "+15550199");
    // An answer to a message of another store: the guid names no row of this one.
    known.put("reply_to_guid", random.nextInt(4) == 0 ? guids.guid() : null);
    known.put("date_retracted", 0L);
    known.put("date_edited", random.nextInt(40) == 0 ? date + 60_000_000_000L : 0L);
    known.put("part_count", 1L);
  }

  /** Random bytes of which no few lie alone in a page, where a search could not tell them. */
  private static byte[] blob(List<@Nullable Object> others, Random random) {
    int size = SMALLEST_BLOB + random.nextInt(LARGEST_BLOB - SMALLEST_BLOB);
    byte[] out = new byte[size];
    random.nextBytes(out);
    List<@Nullable Object> values = new ArrayList<>(others);
    values.set(0, null);
    values.set(values.size() - 1, out);
    List<byte[]> parts = RecordBody.of(values).parts(USABLE);
    if (parts.get(parts.size() - 1).length >= SHORTEST_TAIL) {
      return out;
    }
    byte[] longer = new byte[size + SHORTEST_TAIL];
    random.nextBytes(longer);
    return longer;
  }
}
