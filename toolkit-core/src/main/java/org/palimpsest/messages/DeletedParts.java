package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

  /** Those of a message, by number. */
  List<DeletedPart> of(long message) {
    return byMessage.isEmpty() ? List.of() : byMessage.getOrDefault(message, List.of());
  }
}
