package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Table;

/** The parts of messages that lie in Recently Deleted, from {@code recoverable_message_part}. */
final class DeletedParts {

  private final Map<Long, List<DeletedPart>> byMessage = new HashMap<>();

  private DeletedParts() {}

  static DeletedParts none() {
    return new DeletedParts();
  }

  static DeletedParts read(Database database, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    DeletedParts parts = new DeletedParts();
    Optional<Table> table = database.table("recoverable_message_part");
    if (table.isPresent()) {
      int message = table.get().column("message_id");
      int index = table.get().column("part_index");
      int date = table.get().column("delete_date");
      int text = table.get().column("part_text");
      table
          .get()
          .scan(
              row ->
                  parts
                      .byMessage
                      .computeIfAbsent(Columns.integer(row, message), key -> new ArrayList<>())
                      .add(
                          new DeletedPart(
                              Columns.integer(row, index),
                              Columns.integer(row, date),
                              text(Columns.blob(row, text)))),
              damage);
    }
    parts.byMessage.values().forEach(list -> list.sort(Comparator.comparing(DeletedPart::part)));
    return parts;
  }

  private static @Nullable Text text(byte @Nullable [] archived) {
    try {
      return archived == null ? null : Text.of(AttributedText.decode(archived));
    } catch (MalformedArchiveException e) {
      return null;
    }
  }

  /** Shows the messages of which two stores do not hold the same. */
  static void differing(DeletedParts a, DeletedParts b, LongConsumer visitor) {
    a.byMessage.forEach(
        (message, parts) -> {
          if (!same(parts, b.of(message))) {
            visitor.accept(message);
          }
        });
    for (long message : b.byMessage.keySet()) {
      if (!a.byMessage.containsKey(message)) {
        visitor.accept(message);
      }
    }
  }

  private static boolean same(List<DeletedPart> a, List<DeletedPart> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      Text one = a.get(i).text();
      Text two = b.get(i).text();
      boolean alike = one == null ? two == null : two != null && one.sameAs(two);
      if (a.get(i).part() != b.get(i).part() || a.get(i).at() != b.get(i).at() || !alike) {
        return false;
      }
    }
    return true;
  }

  /** Those of a message, by number. */
  List<DeletedPart> of(long message) {
    return byMessage.isEmpty() ? List.of() : byMessage.getOrDefault(message, List.of());
  }
}
