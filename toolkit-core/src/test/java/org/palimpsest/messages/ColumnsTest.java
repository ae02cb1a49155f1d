package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/** Every column of every table of every generation is in a record, or said to be kept raw. */
class ColumnsTest {

  /** A flag, of which a record says true or false and not the number. */
  private static final List<String> FLAGS = List.of("message.is_from_me");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(SchemaFile.class)
  void everyColumnIsReadOrListedAsKeptRaw(SchemaFile schema) throws Exception {
    Map<String, String> found = new ColumnWalk(schema).run(folder.resolve("walk.db"));
    TreeSet<String> missing = new TreeSet<>();
    found.forEach(
        (column, place) -> {
          if (place.isEmpty()
              && !FLAGS.contains(column)
              && !KeptRaw.columns().containsKey(column)) {
            missing.add(column);
          }
        });
    assertThat(missing).isEmpty();
    long columns = schema.columns().values().stream().mapToLong(List::size).sum();
    assertThat(found).hasSize((int) columns);
    // What is said to be kept raw is so: a column that a record repeats has no place in that list.
    KeptRaw.columns()
        .keySet()
        .forEach(column -> assertThat(found.getOrDefault(column, "")).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(SchemaFile.class)
  void theGenerationIsToldAndNothingOfItIsUnknown(SchemaFile schema) throws Exception {
    Path file = folder.resolve("known.db");
    try (SchemaStore store = SchemaStore.create(file, schema)) {
      store.sql().run("CREATE TABLE odd (a, b)");
      store.sql().run("INSERT INTO odd VALUES ('kept', 1)");
      store.sql().run("ALTER TABLE message ADD COLUMN stranger TEXT");
      store.insert("message", Map.of("guid", "G", "madrid_guid", "G", "stranger", "kept too"));
      store.sql().run("UPDATE message SET stranger = 'kept too'");
    }
    Reading reading = Reading.of(file);
    assertThat(reading.facts.generation())
        .contains(schema.label().split(" ")[1].replace("macOS", ""));
    assertThat(reading.facts.unknownTables()).containsExactly("odd");
    assertThat(reading.facts.kept().unknownColumns()).containsExactly("message.stranger");
    assertThat(reading.contentOf("row/odd/1").path("columns").path("a").asText()).isEqualTo("kept");
    assertThat(reading.state("G").path("columns").path("stranger").asText()).isEqualTo("kept too");
  }
}
