package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/**
 * Forges every kind of message in every generation, reads it, and compares what came of it with the
 * published table. To write the table anew: {@code -Dpalimpsest.coverage=write}.
 */
class CoverageTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "coverage.md");

  @TempDir Path folder;

  @Test
  void thePublishedTableSaysWhatIsRead() throws Exception {
    Map<String, Map<SchemaFile, String>> kinds = new LinkedHashMap<>();
    Map<String, Map<SchemaFile, String>> columns = new TreeMap<>();
    for (SchemaFile schema : SchemaFile.values()) {
      if (schema != SchemaFile.IOS_5) {
        kinds(schema, kinds);
      }
      new ColumnWalk(schema)
          .run(folder.resolve("walk " + schema))
          .forEach(
              (column, place) ->
                  columns.computeIfAbsent(column, key -> new TreeMap<>()).put(schema, place));
    }
    String document = CoverageDocument.of(kinds, columns);
    if ("write".equals(System.getProperty("palimpsest.coverage"))) {
      Files.writeString(DOCUMENT, document, StandardCharsets.UTF_8);
    }
    assertThat(document).doesNotContain("not read");
    assertThat(DOCUMENT).hasContent(document);
  }

  /** Each kind alone in its thread of one generation. */
  private void kinds(SchemaFile schema, Map<String, Map<SchemaFile, String>> kinds)
      throws Exception {
    Path file = folder.resolve("kinds " + schema);
    List<KindCase> cases = KindCases.all();
    try (SchemaStore store = SchemaStore.create(file, schema)) {
      store.insert("handle", Map.of("id", "+15550117", "service", "iMessage"));
      for (int i = 0; i < cases.size(); i++) {
        if (store.has("message", cases.get(i).needs())) {
          Map<String, Object> row = new LinkedHashMap<>(cases.get(i).columns());
          row.put("guid", "G" + i);
          row.put("date", store.date(Reading.AS_OF.minusSeconds(i)));
          row.putIfAbsent("handle_id", 1);
          store.insert("message", row);
        }
      }
    }
    Reading reading = Reading.of(file);
    assertThat(reading.facts.unreadableBodies()).isZero();
    assertThat(reading.facts.unreadableHistories()).isZero();
    assertThat(reading.facts.kept().unreadablePayloads()).isZero();
    for (int i = 0; i < cases.size(); i++) {
      KindCase each = cases.get(i);
      String guid = "G" + i;
      if (reading.contents.containsKey("message/" + guid)) {
        boolean understood =
            each.understood()
                .test(
                    new KindCase.Seen(
                        reading.message(guid), reading.content(guid), reading.state(guid)));
        String outcome = !understood ? "not read" : each.deep() ? "read" : "recognised";
        kinds.computeIfAbsent(each.name(), key -> new TreeMap<>()).put(schema, outcome);
        assertThat(understood).as("%s in %s", each.name(), schema).isTrue();
      }
    }
  }
}
