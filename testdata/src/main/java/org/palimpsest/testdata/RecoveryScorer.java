package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.DeletionTruth.Deleted;
import org.palimpsest.testdata.DeletionTruth.Link;
import org.palimpsest.testdata.DeletionTruth.Live;
import org.palimpsest.testdata.RecoverDocument.Remain;
import org.palimpsest.testdata.RecoveryScore.Part;

/** Holds each remain that is called deleted against the truth. */
final class RecoveryScorer {
  private static final int EXAMPLES_OF_A_KIND = 5;
  private static final String MESSAGES = "message";
  private static final String PHANTOM = "phantom";
  private static final String LINKS = "chat_message_join";

  private final DeletionTruth truth;
  private final int dateColumn;
  private final Map<String, Deleted> deleted = new HashMap<>();
  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, Link> linksByPair = new HashMap<>();
  private final Map<String, Live> live = new HashMap<>();
  private final Set<String> livePairs = new HashSet<>();
  private final Set<String> chats = new HashSet<>();

  private final Set<String> whole = new HashSet<>();
  private final Set<String> guids = new HashSet<>();
  private final Set<String> pairs = new HashSet<>();
  private final Set<Long> linked = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> examples = new ArrayList<>();

  RecoveryScorer(DeletionTruth truth) {
    this.truth = truth;
    this.dateColumn = truth.columns().indexOf("date");
    for (Deleted each : truth.deleted()) {
      deleted.put(each.guid(), each);
      deleted.put(String.valueOf(each.values().get(dateColumn)), each);
    }
    for (Link each : truth.links()) {
      links.put(String.valueOf(each.date()), each);
      linksByPair.put(each.chat() + " " + each.message(), each);
    }
    for (Live each : truth.live()) {
      live.put(each.guid(), each);
      live.put(String.valueOf(each.date()), each);
      livePairs.add(each.chat() + " " + each.rowid());
    }
    truth.goneChats().forEach(chat -> chat.forEach(value -> chats.add(String.valueOf(value))));
  }

  RecoveryScore score(RecoverDocument document) {
    int reported = 0;
    int rows = 0;
    int phantomRows = 0;
    for (Remain remain : document.remains()) {
      if (remain.sort().equals("deleted")) {
        reported++;
        int before = count(PHANTOM);
        judge(remain);
        if (remain.kind().equals("row")) {
          rows++;
          phantomRows += count(PHANTOM) - before;
        }
      }
    }
    return new RecoveryScore(
        truth.scenario(),
        reported,
        part(whole, Deleted::guid, each -> each.survives().full(), "not whole"),
        part(guids, Deleted::guid, each -> each.survives().index(), "guid not found"),
        part(pairs, Deleted::guid, each -> each.survives().index(), null),
        links(),
        count("wrong ROWID called proven"),
        count("wrong ROWID"),
        count("live called deleted"),
        count(PHANTOM),
        new Part(phantomRows, rows),
        document.staleCopies(),
        document.rungs(),
        examples);
  }

  private interface Key {
    String of(Deleted message);
  }

  private interface Wanted {
    boolean is(Deleted message);
  }

  private Part part(Set<String> found, Key key, Wanted wanted, @Nullable String missing) {
    long all = 0;
    long hits = 0;
    for (Deleted each : truth.deleted()) {
      if (wanted.is(each)) {
        all++;
        if (found.contains(key.of(each))) {
          hits++;
        } else if (missing != null) {
          note(
              missing,
              each.rowid()
                  + " at "
                  + each.survives().where()
                  + ", entry at "
                  + each.survives().entryAt());
        }
      }
    }
    return new Part(hits, all);
  }

  private Part links() {
    long all = 0;
    long hits = 0;
    for (Link each : truth.links()) {
      if (each.survives()) {
        all++;
        if (linked.contains(each.date())) {
          hits++;
        } else {
          note("link not found", each.toString());
        }
      }
    }
    return new Part(hits, all);
  }

  private int count(String kind) {
    return counts.getOrDefault(kind, 0);
  }

  private void note(String kind, String what) {
    if (counts.merge(kind, 1, Integer::sum) <= EXAMPLES_OF_A_KIND) {
      examples.add(kind + ": " + what);
    }
  }

  private void note(String kind, Remain remain) {
    note(kind, remain.toString());
  }

  private void judge(Remain remain) {
    if (remain.table().equals(LINKS) || remain.kind().equals("thread-link")) {
      link(remain);
    } else if (!remain.table().equals(MESSAGES)) {
      other(remain);
    } else if (remain.kind().equals("row")) {
      row(remain);
    } else {
      entry(remain);
    }
  }

  /** A row of a message is known by its guid, or by its date when the guid is lost. */
  private void row(Remain remain) {
    String guid = at(remain.values(), truth.columns().indexOf("guid"));
    String key = guid == null ? at(remain.values(), dateColumn) : guid;
    Deleted wanted = deleted.get(key);
    if (wanted == null) {
      note(live.containsKey(key) ? "live called deleted" : PHANTOM, remain);
      return;
    }
    if (!agrees(remain, wanted)) {
      note(PHANTOM, remain);
      return;
    }
    rowid(remain, remain.rowid() == null ? at(remain.values(), 0) : remain.rowid(), wanted);
    guids.add(guid == null ? "" : guid);
    if (remain.complete()) {
      whole.add(wanted.guid());
    }
  }

  /** Whether all values are right, or, in a row that is said to be incomplete, none is wrong. */
  private boolean agrees(Remain remain, Deleted wanted) {
    List<@Nullable Object> values = wanted.values();
    for (int i = 1; i < Math.max(truth.columns().size(), remain.values().size()); i++) {
      boolean late = i >= values.size();
      String expected = late ? at(standards(), i) : RecoverDocument.plain(values.get(i));
      String given = at(remain.values(), i);
      boolean right =
          Objects.equals(given, expected)
              || given == null && (late || !remain.complete())
              || given != null
                  && expected != null
                  && !remain.complete()
                  && expected.startsWith(given);
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private List<@Nullable String> standards() {
    List<@Nullable String> out = new ArrayList<>();
    truth.standards().forEach(each -> out.add(RecoverDocument.plain(each)));
    return out;
  }

  private static @Nullable String at(List<@Nullable String> values, int index) {
    return index >= 0 && index < values.size() ? values.get(index) : null;
  }

  private void rowid(Remain remain, @Nullable String rowid, Deleted wanted) {
    if (rowid == null) {
      return;
    }
    if (rowid.equals(String.valueOf(wanted.rowid()))) {
      pairs.add(wanted.guid());
    } else {
      note(remain.rowidProven() ? "wrong ROWID called proven" : "wrong ROWID", remain);
    }
  }

  /** An entry of an index of messages: a guid or a date, and the ROWID. */
  private void entry(Remain remain) {
    for (String value : remain.values()) {
      Deleted wanted = value == null ? null : deleted.get(value);
      if (wanted != null) {
        String last = at(remain.values(), remain.values().size() - 1);
        boolean lastIsRowid = last != null && !last.equals(value);
        String rowid = remain.rowid() == null && lastIsRowid ? last : remain.rowid();
        rowid(remain, rowid, wanted);
        if (value.equals(wanted.guid())) {
          guids.add(value);
        }
        return;
      }
    }
    boolean there = remain.values().stream().anyMatch(live::containsKey);
    note(there ? "live called deleted" : PHANTOM, remain);
  }

  /** A link is known by its date, or, from an index without it, by chat and message. */
  private void link(Remain remain) {
    List<@Nullable String> values = remain.values();
    for (String value : values) {
      Link wanted = value == null ? null : links.get(value);
      if (wanted != null) {
        boolean message = values.contains(String.valueOf(wanted.message()));
        boolean chat = values.contains(String.valueOf(wanted.chat()));
        if (message && chat) {
          linked.add(wanted.date());
        } else if (remain.complete()) {
          note(PHANTOM, remain);
        }
        return;
      }
    }
    String pair = at(values, 0) + " " + at(values, 1);
    boolean dated = values.size() > 2 && values.get(2) != null && values.get(2).length() > 9;
    if (values.stream().anyMatch(live::containsKey) || !dated && livePairs.contains(pair)) {
      note("live called deleted", remain);
    } else if (dated || !linksByPair.containsKey(pair)) {
      note(PHANTOM, remain);
    }
  }

  /** Of the other tables only chats are ever deleted. */
  private void other(Remain remain) {
    boolean chat =
        remain.table().equals("chat")
            && remain.values().stream()
                .anyMatch(value -> value != null && value.length() > 2 && chats.contains(value));
    if (!chat) {
      note(PHANTOM, remain);
    }
  }
}
