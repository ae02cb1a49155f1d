package org.palimpsest.contacts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.contacts.CardLayout.Values;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/**
 * The cards of one address book.
 *
 * @param known whether its tables are those of an address book
 * @param cards cards that have a name and something to reach them by, in the order of their numbers
 * @param leftOut places and values that could not be read, are no text, or are too many or too long
 */
public record AddressBook(boolean known, List<Card> cards, long leftOut) {

  /** More cards than any person has; a file that claims more is not followed further. */
  static final int MOST_CARDS = 200_000;

  /** The same for numbers and addresses together. */
  static final int MOST_VALUES = 500_000;

  /** Bytes of a name, a number or an address. */
  static final int LONGEST = 2048;

  /** The list is copied. */
  public AddressBook {
    cards = List.copyOf(cards);
  }

  /**
   * Reads the address book in a database.
   *
   * @throws MalformedDatabaseException if the definition of a table cannot be understood
   */
  public static AddressBook read(Database database) throws MalformedDatabaseException, IOException {
    for (CardLayout layout : CardLayout.ALL) {
      Optional<Table> cards = database.table(layout.cards());
      if (cards.isPresent()) {
        Reader reader = new Reader(layout, database);
        reader.names(cards.get());
        for (Values values : layout.reached()) {
          reader.values(values);
        }
        return new AddressBook(true, reader.made(), reader.leftOut);
      }
    }
    return new AddressBook(false, List.of(), database.damage().size());
  }

  /** Figures, without names. */
  @Override
  public String toString() {
    return "address book of " + cards.size() + " cards";
  }

  /** What is known of a card while its tables are read. */
  private static final class Draft {
    private final String name;
    private final List<String> phones = new ArrayList<>(1);
    private final List<String> emails = new ArrayList<>(1);

    Draft(String name) {
      this.name = name;
    }
  }

  /** Reads one address book. */
  private static final class Reader {
    private final CardLayout layout;
    private final Database database;
    private final Map<Long, Draft> drafts = new LinkedHashMap<>();
    private int values;
    private long leftOut;

    Reader(CardLayout layout, Database database) {
      this.layout = layout;
      this.database = database;
      this.leftOut = database.damage().size();
    }

    void names(Table table) throws IOException {
      int key = table.column(layout.key());
      int[] names = layout.name().stream().mapToInt(table::column).toArray();
      int nickname = table.column(layout.nickname());
      int organisation = table.column(layout.organisation());
      table.scan(
          row -> {
            StringBuilder name = new StringBuilder();
            for (int column : names) {
              name.append(' ').append(text(row, column));
            }
            String chosen = name.toString().strip();
            chosen = chosen.isEmpty() ? text(row, nickname) : chosen;
            chosen = chosen.isEmpty() ? text(row, organisation) : chosen;
            if (chosen.isEmpty()) {
              return;
            }
            if (drafts.size() >= MOST_CARDS) {
              leftOut++;
            } else {
              drafts.putIfAbsent(number(row, key).orElse(row.rowid()), new Draft(chosen));
            }
          },
          damage -> leftOut++);
    }

    void values(Values from) throws MalformedDatabaseException, IOException {
      Optional<Table> found = database.table(from.table());
      if (found.isEmpty()) {
        return;
      }
      Table table = found.get();
      int owner = table.column(from.owner());
      int value = table.column(from.value());
      int kind = from.kind().isEmpty() ? -1 : table.column(from.kind());
      if (owner < 0 || value < 0 || (kind < 0 && !from.kind().isEmpty())) {
        leftOut++;
        return;
      }
      table.scan(
          row -> {
            boolean wanted = kind < 0 || number(row, kind).equals(Optional.of(from.wanted()));
            Draft draft = wanted ? number(row, owner).map(drafts::get).orElse(null) : null;
            if (draft == null) {
              return;
            }
            String text = text(row, value);
            if (values >= MOST_VALUES) {
              leftOut++;
            } else if (!text.isEmpty()) {
              values++;
              (from.phones() ? draft.phones : draft.emails).add(text);
            }
          },
          damage -> leftOut++);
    }

    List<Card> made() {
      List<Card> cards = new ArrayList<>();
      for (Draft draft : drafts.values()) {
        if (!draft.phones.isEmpty() || !draft.emails.isEmpty()) {
          cards.add(new Card(draft.name, draft.phones, draft.emails));
        }
      }
      return cards;
    }

    private static Optional<Long> number(Row row, int column) {
      return column >= 0 && row.storage(column) == Storage.INTEGER
          ? Optional.of(row.integer(column))
          : Optional.empty();
    }

    /** A text on one line; empty where there is none. A number that stands there is a text too. */
    private String text(Row row, int column) {
      if (column < 0) {
        return "";
      }
      Storage storage = row.storage(column);
      if (storage == Storage.NULL) {
        return "";
      }
      if (storage == Storage.INTEGER) {
        return Long.toString(row.integer(column));
      }
      if (storage != Storage.TEXT || (row.start(column) >= 0 && row.length(column) > LONGEST)) {
        leftOut++;
        return "";
      }
      return oneLine(row.text(column));
    }

    /** A name must not be able to begin another line of what is printed. */
    private static String oneLine(String text) {
      StringBuilder line = new StringBuilder();
      text.codePoints()
          .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
          .filter(c -> c != ' ' || (!line.isEmpty() && line.charAt(line.length() - 1) != ' '))
          .forEach(line::appendCodePoint);
      return line.toString().strip();
    }
  }
}
