package org.palimpsest.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The statements of a generation's schema, in three groups so that a bulk load can defer some. */
record Schema(List<String> tables, List<String> indexes, List<String> triggers) {
  static Schema of(Generation generation) {
    try (InputStream in = Schema.class.getResourceAsStream(generation.ddlResource())) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return new Schema(
          starting(text, "CREATE TABLE"),
          starting(text, "CREATE INDEX"),
          starting(text, "CREATE TRIGGER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> starting(String text, String prefix) {
    return text.lines().filter(line -> line.startsWith(prefix)).toList();
  }

  void create(Sql sql) {
    tables.forEach(sql::script);
    indexes.forEach(sql::script);
    triggers.forEach(sql::script);
  }
}
