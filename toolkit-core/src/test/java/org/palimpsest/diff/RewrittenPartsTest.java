package org.palimpsest.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.MessageParts;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.Generation;

/**
 * What becomes of the parts of messages, one message for each way, with what is noted of it and
 * with what is not; and the same where an index of the first, or of both, is one of an earlier
 * version.
 */
class RewrittenPartsTest {

  @TempDir Path folder;

  /** What a message is in one of the snapshots. */
  private record State(
      @Nullable AttributedText body, Map<String, Object> summary, Map<Integer, String> deleted) {

    State with(String key, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(summary);
      more.put(key, value);
      return new State(body, more, deleted);
    }

    State unsent(Integer... parts) {
      return with("rp", List.of(parts));
    }

    State edited(int part, String... texts) {
      List<Object> states = new ArrayList<>();
      for (String text : texts) {
        states.add(Map.of("t", AttributedText.plain(text).archived(), "d", 800_000_000.5));
      }
      return with("ec", Map.of(Integer.toString(part), states)).with("ep", List.of(part));
    }

    State deleted(int part, String text) {
      return new State(body, summary, Map.of(part, text));
    }
  }

  private static State gone() {
    return new State(null, Map.of(), Map.of());
  }

  /** A message of one part. */
  private static State says(String text) {
    return new State(AttributedText.plain(text), Map.of(), Map.of());
  }

  /** A message of parts given as number and text. */
  private static State parts(Object... numbersAndTexts) {
    StringBuilder text = new StringBuilder();
    List<AttributedText.Run> runs = new ArrayList<>();
    for (int i = 0; i < numbersAndTexts.length; i += 2) {
      String part = (String) numbersAndTexts[i + 1];
      text.append(part);
      runs.add(
          new AttributedText.Run(part.length(), Map.of(AttributedText.PART, numbersAndTexts[i])));
    }
    return new State(new AttributedText(text.toString(), runs), Map.of(), Map.of());
  }

  /**
   * One way.
   *
   * @param kind what is said of it
   * @param earlier what is said with an index of an earlier version, which knows less
   */
  private record Way(String name, State before, State after, ChangeKind kind, ChangeKind earlier) {}

  private static Way way(String name, State before, State after, ChangeKind kind) {
    return new Way(name, before, after, kind, kind);
  }

  private static List<Way> ways() {
    State edited = says("on Friday").edited(0, "today", "on Friday");
    State three = parts(0, "one ", 1, "two ", 2, "three");
    State two = parts(0, "one ", 1, "two");
    return List.of(
        way("edited", says("today"), edited, ChangeKind.EDITED),
        way(
            "edited again",
            edited,
            says("never").edited(0, "today", "on Friday", "never"),
            ChangeKind.EDITED),
        way(
            "rewritten beside its history",
            edited,
            says("nothing").edited(0, "today", "on Friday"),
            ChangeKind.ALTERED),
        way(
            "rewritten with a history of something else",
            says("today"),
            says("nothing").edited(0, "today", "on Friday"),
            ChangeKind.ALTERED),
        way(
            "a part is planted beside a history",
            edited,
            parts(0, "on Friday", 1, " and I confess").edited(0, "today", "on Friday"),
            ChangeKind.ALTERED),
        way(
            "edited and a former state is dropped",
            edited,
            says("never").edited(0, "on Friday", "never"),
            ChangeKind.ALTERED),
        way(
            "a history of something else beside a text that stands",
            says("on Friday"),
            says("on Friday").edited(0, "on Friday", "nothing"),
            ChangeKind.ALTERED),
        way(
            "two parts change places",
            parts(0, "yes", 1, "no").edited(0, "maybe", "yes"),
            parts(0, "no", 1, "yes").edited(0, "maybe", "yes"),
            ChangeKind.ALTERED),
        way("unsent", says("today"), gone().unsent(0), ChangeKind.UNSENT),
        way("a part is unsent", three, parts(0, "one ", 2, "three").unsent(1), ChangeKind.UNSENT),
        way(
            "a part is unsent and those behind it are counted anew",
            three,
            parts(0, "one ", 1, "three").unsent(1),
            ChangeKind.UNSENT),
        way(
            "one more part is unsent",
            parts(0, "one ", 2, "three").unsent(1),
            says("one ").unsent(1, 2),
            ChangeKind.UNSENT),
        way(
            "a part is unsent and another one edited",
            two,
            says("won ").unsent(1).edited(0, "one ", "won "),
            ChangeKind.UNSENT),
        way(
            "what stood after an unsend is blanked",
            says("I owe you").unsent(1),
            gone().unsent(1),
            ChangeKind.ALTERED),
        way(
            "another part goes with the one that is unsent",
            three,
            says("one ").unsent(1),
            ChangeKind.ALTERED),
        way(
            "a part is unsent and another one rewritten",
            two,
            says("won ").unsent(1),
            ChangeKind.ALTERED),
        way(
            "what was unsent says something",
            gone().unsent(0),
            says("nothing").unsent(0),
            ChangeKind.ALTERED),
        way(
            "a part behind one that was unsent is edited",
            parts(0, "one ", 2, "three").unsent(1),
            parts(0, "one ", 2, "four").unsent(1).edited(2, "three", "four"),
            ChangeKind.EDITED),
        way(
            "the one part behind one that was unsent is edited",
            parts(1, "caption").unsent(0),
            parts(1, "Caption").unsent(0).edited(1, "caption", "Caption"),
            ChangeKind.EDITED),
        way(
            "a part goes to Recently Deleted",
            two,
            says("one ").deleted(1, "two"),
            ChangeKind.RECENTLY_DELETED),
        way("a part comes back", says("one ").deleted(1, "two"), two, ChangeKind.RESTORED),
        way(
            "rewritten beside a part that never was",
            says("I pay"),
            says("nothing").deleted(1, "zzz"),
            ChangeKind.ALTERED),
        way(
            "a part goes to Recently Deleted and the rest is rewritten",
            two,
            says("won ").deleted(1, "two"),
            ChangeKind.ALTERED),
        new Way(
            "what lies in Recently Deleted is not what went",
            two,
            says("one ").deleted(1, "too"),
            ChangeKind.ALTERED,
            ChangeKind.RECENTLY_DELETED),
        new Way(
            "what comes back is not what lay in Recently Deleted",
            says("one ").deleted(1, "two"),
            parts(0, "one ", 1, "too"),
            ChangeKind.ALTERED,
            ChangeKind.RESTORED));
  }

  private static void put(Path store, String guid, State state) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + store.resolve("chat.db"));
        PreparedStatement message =
            connection.prepareStatement(
                "UPDATE message SET text = NULL, attributedBody = ?, message_summary_info = ?"
                    + " WHERE guid = ?");
        PreparedStatement part =
            connection.prepareStatement(
                "INSERT INTO recoverable_message_part (chat_id, message_id, part_index,"
                    + " delete_date, part_text) SELECT 1, ROWID, ?, 1, ? FROM message WHERE guid ="
                    + " ?")) {
      AttributedText body = state.body();
      message.setBytes(1, body == null ? null : body.archived());
      message.setBytes(2, BinaryPlist.write(state.summary()));
      message.setString(3, guid);
      assertThat(message.executeUpdate()).isEqualTo(1);
      for (Map.Entry<Integer, String> each : state.deleted().entrySet()) {
        part.setInt(1, each.getKey());
        part.setBytes(2, AttributedText.plain(each.getValue()).archived());
        part.setString(3, guid);
        part.executeUpdate();
      }
    }
  }

  private static void dropTriggers(Path store) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + store.resolve("chat.db"));
        Statement sql = connection.createStatement()) {
      List<String> triggers = new ArrayList<>();
      try (ResultSet rows =
          sql.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        while (rows.next()) {
          triggers.add(rows.getString(1));
        }
      }
      for (String trigger : triggers) {
        sql.executeUpdate("DROP TRIGGER " + trigger);
      }
    }
  }

  /** The facets as an earlier version wrote them: parts in order where there are several. */
  private static Facets earlier(Facets facets) {
    MessageParts parts = MessageParts.of(facets);
    ByteBuffer extra = ByteBuffer.allocate(4096);
    boolean several = parts.present().size() > 1;
    extra.putInt(several ? parts.present().size() : 0);
    if (several) {
      parts.present().values().forEach(extra::putLong);
    }
    parts
        .states()
        .forEach(
            (part, states) ->
                states.forEach(state -> extra.putInt(part.intValue()).putLong(state)));
    byte[] bytes = new byte[extra.position()];
    extra.flip().get(bytes);
    return new Facets(
        facets.rowid(),
        facets.number(),
        facets.text(),
        facets.core(),
        facets.thread(),
        facets.flags() | Facets.BY_ORDER,
        facets.detail(),
        bytes);
  }

  private static MessageChange earlier(MessageChange change, boolean both) {
    Facets before = change.before();
    Facets after = change.after();
    if (before == null || after == null) {
      return change;
    }
    Facets was = earlier(before);
    Facets is = both ? earlier(after) : after;
    return new MessageChange(
        change.guid(),
        change.thread(),
        MessageClassifier.classify(was, is, false),
        was,
        is,
        change.beforeLine(),
        change.afterLine(),
        false,
        false,
        false,
        false,
        false,
        MessageChange.Taking.USUAL);
  }

  private static Map<String, MessageChange> asked(Diff diff, SnapshotView a, SnapshotView b)
      throws Exception {
    Map<String, MessageChange> changes = new HashMap<>();
    for (MessageChange change :
        Retractions.apply(DeletedParts.apply(diff, a, b), a, b).messages()) {
      changes.put(change.guid(), change);
    }
    return changes;
  }

  private static Map<String, ChangeKind> kinds(
      Map<String, MessageChange> changes, Map<String, Way> ways) {
    Map<String, ChangeKind> kinds = new TreeMap<>();
    changes.forEach(
        (guid, change) -> {
          Way way = ways.get(guid);
          kinds.put(way == null ? guid : way.name(), change.kind());
        });
    return kinds;
  }

  @Test
  void everyPartIsAccountedForByItself() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Instant first = home.world.now();
      Instant second = first.plus(Duration.ofDays(7));
      Path before = lab.copy(home.mac, first);
      Path after = lab.copy(home.mac, second);
      dropTriggers(before);
      dropTriggers(after);
      List<String> guids = new ArrayList<>(home.familyGuids);
      guids.addAll(home.workGuids);
      Map<String, Way> ways = new LinkedHashMap<>();
      for (Way way : ways()) {
        String guid = guids.get(ways.size());
        ways.put(guid, way);
        put(before, guid, way.before());
        put(after, guid, way.after());
      }
      Manifest from = lab.snapshot(before, "mac", first);
      Manifest to = lab.snapshot(after, "mac", second);
      Diff diff = lab.diff(from, to);
      try (SnapshotView a = lab.view(from);
          SnapshotView b = lab.view(to)) {
        Map<String, MessageChange> changes = asked(diff, a, b);
        Map<String, MessageChange> mixed =
            asked(diff.with(diff.messages().stream().map(c -> earlier(c, false)).toList()), a, b);
        Map<String, MessageChange> earlier =
            asked(diff.with(diff.messages().stream().map(c -> earlier(c, true)).toList()), a, b);
        Map<String, ChangeKind> kinds = new TreeMap<>();
        Map<String, ChangeKind> kindsEarlier = new TreeMap<>();
        for (Way way : ways.values()) {
          kinds.put(way.name(), way.kind());
          kindsEarlier.put(way.name(), way.earlier());
        }
        assertThat(kinds(changes, ways)).isEqualTo(kinds);
        assertThat(kinds(mixed, ways)).isEqualTo(kindsEarlier);
        assertThat(kinds(earlier, ways)).isEqualTo(kindsEarlier);
        assertThat(changes.values())
            .allMatch(
                change ->
                    change.part()
                        == (change.kind() == ChangeKind.RECENTLY_DELETED
                            || change.kind() == ChangeKind.RESTORED));
      }
    }
  }
}
