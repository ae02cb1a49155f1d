package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.gap.MessageEvent.Kind;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Place;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;
import org.palimpsest.sqlite.TableHistory;

/**
 * The messages of a store commit by commit, as far as its write-ahead log goes back: which commit
 * wrote a message, changed what it says, or deleted it. Messages that came and went within one log
 * are in it, and so are texts before an edit or unsend. Exact, for whole states are compared.
 *
 * @param commits how many commits the log holds
 * @param events in the order of commits; a change of state alone, such as read, is none
 * @param cut whether more happened than is listed
 * @param damage places that could not be read
 */
public record History(int commits, List<MessageEvent> events, boolean cut, List<Damage> damage) {

  private static final int MOST = 200_000;

  /**
   * Reads the history of a store.
   *
   * @throws MalformedDatabaseException if the files cannot be read as a database
   */
  public static History of(Evidence evidence) throws MalformedDatabaseException, IOException {
    return of(Database.open(evidence.main(), evidence.wal(), evidence.journal()));
  }

  /** Reads the history of a store; one without a log or without messages has none. */
  public static History of(Database database) throws MalformedDatabaseException, IOException {
    List<Damage> damage = new ArrayList<>();
    Reading reading = new Reading();
    Optional<Table> messages = database.table("message");
    if (messages.isPresent() && messages.get().column("guid") >= 0) {
      TableHistory.walk(database, "message", reading::see, damage::add);
      reading.settle();
    }
    return new History(
        database.commit(), List.copyOf(reading.events), reading.cut, List.copyOf(damage));
  }

  /** What happened to one message, in order. */
  public List<MessageEvent> of(String guid) {
    return events.stream().filter(event -> event.guid().equals(guid)).toList();
  }

  /** Messages that a commit wrote and a later one deleted, and that are not there at the end. */
  public Set<String> cameAndWent() {
    Map<String, MessageEvent> first = new LinkedHashMap<>();
    Map<String, MessageEvent> last = new LinkedHashMap<>();
    for (MessageEvent event : events) {
      first.putIfAbsent(event.guid(), event);
      last.put(event.guid(), event);
    }
    Set<String> guids = new TreeSet<>();
    first.forEach(
        (guid, event) -> {
          MessageEvent end = last.get(guid);
          if (event.kind() == Kind.WRITTEN && end != null && end.kind() == Kind.DELETED) {
            guids.add(guid);
          }
        });
    return guids;
  }

  /** Gathers the changes of a commit; a guid that got another row is the same message. */
  private static final class Reading {
    private final List<MessageEvent> events = new ArrayList<>();
    private final Map<String, Half> gone = new LinkedHashMap<>();
    private final Map<String, Half> come = new LinkedHashMap<>();
    private int commit;
    private boolean cut;

    private record Half(long rowid, Optional<String> text, Place place) {}

    void see(int number, @Nullable Row before, @Nullable Row after) {
      if (number != commit) {
        settle();
        commit = number;
      }
      if (events.size() + gone.size() + come.size() >= MOST) {
        cut = true;
        return;
      }
      put(before, gone);
      put(after, come);
    }

    private static void put(@Nullable Row row, Map<String, Half> into) {
      int guid = row == null ? -1 : row.column("guid");
      if (row != null && guid >= 0 && row.storage(guid) == Storage.TEXT) {
        into.put(row.text(guid), new Half(row.rowid(), text(row), row.place()));
      }
    }

    void settle() {
      gone.forEach(
          (guid, before) -> {
            Half after = come.remove(guid);
            boolean same = after != null && after.text.equals(before.text);
            if (!same) {
              add(guid, before, after);
            }
          });
      come.forEach((guid, after) -> add(guid, null, after));
      gone.clear();
      come.clear();
    }

    private void add(String guid, @Nullable Half before, @Nullable Half after) {
      Kind kind = before == null ? Kind.WRITTEN : after == null ? Kind.DELETED : Kind.CHANGED;
      long rowid = after != null ? after.rowid : before != null ? before.rowid : 0;
      events.add(
          new MessageEvent(
              commit,
              kind,
              guid,
              rowid,
              before == null ? Optional.empty() : before.text,
              after == null ? Optional.empty() : after.text,
              before == null ? Optional.empty() : Optional.of(before.place),
              after == null ? Optional.empty() : Optional.of(after.place)));
    }

    /** What a message says: its text column, else its attributed body. */
    private static Optional<String> text(Row row) {
      int plain = row.column("text");
      if (plain >= 0 && row.storage(plain) == Storage.TEXT) {
        return Optional.of(row.text(plain));
      }
      int body = row.column("attributedBody");
      if (body >= 0 && row.storage(body) == Storage.BLOB) {
        try {
          return Optional.of(AttributedText.decode(row.bytes(body)).text());
        } catch (MalformedArchiveException e) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }
  }
}
