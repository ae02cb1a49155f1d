package org.palimpsest.trace;

import com.dd.plist.NSArray;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.EvidenceDatabase;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.IndexSeek;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;
import org.palimpsest.vault.VaultException;

/**
 * A snapshot's database, to look at rows. A place that cannot be read is counted, and what lies
 * there is not said to be absent.
 */
public final class StoreLook {

  private static final String CODE = "__kIMOneTimeCodeAttributeName";

  /** What goes into a message's content from its own row, but for who sent it. */
  private static final List<String> CONTENT =
      List.of(
          "guid",
          "text",
          "attributedBody",
          "subject",
          "date",
          "is_from_me",
          "item_type",
          "group_title",
          "group_action_type",
          "other_handle",
          "associated_message_guid",
          "associated_message_type",
          "associated_message_emoji",
          "associated_message_range_location",
          "associated_message_range_length",
          "thread_originator_guid",
          "thread_originator_part",
          "balloon_bundle_id",
          "payload_data",
          "expressive_send_style_id",
          "message_summary_info",
          "date_edited",
          "date_retracted",
          "is_empty",
          "schedule_type");

  private final EvidenceDatabase evidence;
  private final Database database;
  private final List<Damage> damage = new ArrayList<>();
  private final Map<String, Optional<Table>> tables = new HashMap<>();
  private final Map<Long, String> handles = new HashMap<>();
  private final Map<Long, String> asStored = new HashMap<>();
  private boolean handlesRead;

  private StoreLook(EvidenceDatabase evidence) {
    this.evidence = evidence;
    this.database = evidence.database();
  }

  /** Looks at the database behind a snapshot, while that is open. */
  public static StoreLook of(SnapshotView view) throws VaultException, IOException {
    return new StoreLook(view.database());
  }

  /** The path of its main file among the evidence. */
  public String file() {
    return evidence.file();
  }

  /** The database itself. */
  public Database database() {
    return database;
  }

  /** Places that could not be read so far. */
  public List<Damage> damage() {
    return damage;
  }

  /** The table of that name, when this generation has it and its definition can be read. */
  public Optional<Table> table(String name) {
    Optional<Table> known = tables.get(name);
    if (known == null) {
      known = read(name);
      tables.put(name, known);
    }
    return known;
  }

  private Optional<Table> read(String name) {
    try {
      return database.table(name);
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      return Optional.empty();
    }
  }

  /** Shows every row of a table, or nothing when this generation lacks it. */
  public void scan(String name, Visitor visitor) throws IOException {
    Optional<Table> table = table(name);
    if (table.isPresent()) {
      Table found = table.get();
      found.scan(row -> visitor.visit(found, row), damage::add);
    }
  }

  /** Sees a row of a table; the row is reused and must not be kept. */
  @FunctionalInterface
  public interface Visitor {
    /** Sees one row. */
    void visit(Table table, Row row) throws IOException;
  }

  /** The message of that row number. */
  public Optional<RowFacts> message(long rowid) throws IOException {
    Optional<Table> table = table("message");
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Row> row = table.get().find(rowid);
      return row.isEmpty() ? Optional.empty() : Optional.of(facts(table.get(), row.get()));
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      return Optional.empty();
    }
  }

  /**
   * What a message says, and who.
   *
   * @param sender the address as it is stored, empty where none is
   * @param content the other columns that it is made of, a word each
   */
  public record Said(String sender, List<String> content) {
    /** Nothing of it. */
    @Override
    public String toString() {
      return "a message";
    }
  }

  /** What the message of that row number says, and who. */
  public Optional<Said> said(long rowid) throws IOException {
    Optional<Table> table = table("message");
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try {
      Table found = table.get();
      Optional<Row> row = found.find(rowid);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      List<String> content = new ArrayList<>();
      for (String column : CONTENT) {
        content.add(Cells.stored(row.get(), found.column(column)));
      }
      long handle = Cells.number(row.get(), found.column("handle_id"));
      handles();
      return Optional.of(new Said(asStored.getOrDefault(handle, ""), content));
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      return Optional.empty();
    }
  }

  /** The hash of what an app or a link's preview keeps in the message of that row number. */
  public Optional<Sha256> appData(long rowid) throws IOException {
    return ofMessage(rowid, "payload_data").map(Sha256::of);
  }

  /**
   * How a message was unsent.
   *
   * @param service the service that carried it, empty when the row names none
   * @param at the latest moment at which it was edited or retracted, as stored; 0 when none is
   */
  public record Unsending(String service, long at) {}

  /** How the message of that row number was unsent, if it was. */
  public Optional<Unsending> unsending(long rowid) throws IOException {
    Optional<Table> table = table("message");
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try {
      Table found = table.get();
      return found
          .find(rowid)
          .map(
              row ->
                  new Unsending(
                      Cells.wordOrEmpty(row, found.column("service")),
                      Math.max(
                          Cells.number(row, found.column("date_edited")),
                          Cells.number(row, found.column("date_retracted")))));
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      return Optional.empty();
    }
  }

  /** The parts that the message of that row number names as unsent. */
  public Set<Integer> retractedParts(long rowid) throws IOException {
    Set<Integer> retracted = new HashSet<>();
    Optional<byte[]> summary = ofMessage(rowid, "message_summary_info");
    try {
      if (summary.isPresent()
          && PropertyLists.readDictionary(summary.get()).get("rp") instanceof NSArray parts) {
        for (NSObject part : parts.getArray()) {
          if (part instanceof NSNumber number) {
            retracted.add(number.intValue());
          }
        }
      }
    } catch (MalformedArchiveException e) {
      // It names none that can be read.
      retracted.clear();
    }
    return retracted;
  }

  private Optional<byte[]> ofMessage(long rowid, String column) throws IOException {
    Optional<Table> table = table("message");
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Row> row = table.get().find(rowid);
      byte[] data = row.isEmpty() ? null : Cells.blob(row.get(), table.get().column(column));
      return data == null || data.length == 0 ? Optional.empty() : Optional.of(data);
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      return Optional.empty();
    }
  }

  private RowFacts facts(Table table, Row row) throws IOException {
    boolean fromMe = Cells.number(row, table.column("is_from_me")) != 0;
    String reference = Cells.word(row, table.column("associated_message_guid"));
    String text = Cells.word(row, table.column("text"));
    boolean code = false;
    byte[] body = Cells.blob(row, table.column("attributedBody"));
    if (body != null && body.length > 0) {
      try {
        AttributedText attributed = AttributedText.decode(body);
        text = attributed.text();
        code = attributed.runs().stream().anyMatch(run -> run.attributes().containsKey(CODE));
      } catch (MalformedArchiveException e) {
        // The text column, if it is filled, is all that can be read.
        code = false;
      }
    }
    return new RowFacts(
        row.rowid(),
        Cells.wordOrEmpty(row, table.column("guid")),
        fromMe ? null : handles().get(Cells.number(row, table.column("handle_id"))),
        fromMe,
        Cells.number(row, table.column("date")),
        text,
        code,
        Cells.target(reference),
        Cells.part(reference),
        Cells.number(row, table.column("associated_message_type")),
        Cells.number(row, table.column("is_played")) != 0
            || Cells.number(row, table.column("date_played")) != 0,
        Cells.wordOrEmpty(row, table.column("service")));
  }

  private Map<Long, String> handles() throws IOException {
    if (!handlesRead) {
      handlesRead = true;
      scan(
          "handle",
          (table, row) -> {
            String id = Cells.word(row, table.column("id"));
            if (id != null) {
              handles.put(row.rowid(), Addresses.normalised(id));
              asStored.put(row.rowid(), id);
            }
          });
    }
    return handles;
  }

  /** When messages were moved to Recently Deleted, as stored, by the message's row number. */
  public Map<Long, Long> recentlyDeleted() throws IOException {
    Map<Long, Long> dates = new HashMap<>();
    scan(
        "chat_recoverable_message_join",
        (table, row) ->
            dates.put(
                Cells.number(row, table.column("message_id")),
                Cells.number(row, table.column("delete_date"))));
    return dates;
  }

  /** Row numbers of messages of which parts lie in Recently Deleted, with the number of parts. */
  public Map<Long, Integer> deletedParts() throws IOException {
    Map<Long, Integer> parts = new HashMap<>();
    scan(
        "recoverable_message_part",
        (table, row) ->
            parts.merge(Cells.number(row, table.column("message_id")), 1, Integer::sum));
    return parts;
  }

  /**
   * Which of these message numbers a row of {@code chat_message_join} still names. For numbers
   * whose message is gone, such a row is an orphan.
   */
  public Set<Long> joined(Collection<Long> rowids) throws IOException {
    Set<Long> found = new HashSet<>();
    try {
      Optional<IndexSeek> index = IndexSeek.on(database, "chat_message_join", "message_id");
      if (index.isPresent()) {
        for (long rowid : new TreeSet<>(rowids)) {
          if (index.get().holds(rowid)) {
            found.add(rowid);
          }
        }
        return found;
      }
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
      found.clear();
    }
    Set<Long> wanted = new HashSet<>(rowids);
    scan(
        "chat_message_join",
        (table, row) -> {
          long message = Cells.number(row, table.column("message_id"));
          if (wanted.contains(message)) {
            found.add(message);
          }
        });
    return found;
  }

  /** Messages that were sent within {@code slack} of a stored date; few, or nothing is said. */
  public List<RowFacts> sentAround(long date, long slack, int most) throws IOException {
    List<RowFacts> found = new ArrayList<>();
    try {
      Optional<IndexSeek> index = IndexSeek.on(database, "message", "date");
      if (index.isPresent()) {
        for (long rowid : index.get().between(date - slack, date + slack, most)) {
          message(rowid).ifPresent(found::add);
        }
      }
    } catch (MalformedDatabaseException e) {
      damage.add(e.damage());
    }
    return found;
  }

  /** Every row of {@code chat}. */
  public List<ChatFacts> chats() throws IOException {
    List<ChatFacts> chats = new ArrayList<>();
    scan("chat", (table, row) -> chats.add(ChatReader.read(table, row)));
    return chats;
  }
}
