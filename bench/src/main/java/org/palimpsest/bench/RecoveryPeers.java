package org.palimpsest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.palimpsest.testdata.DeletionMatrix;
import org.palimpsest.testdata.DeletionScenario;
import org.palimpsest.testdata.DeletionTruth;

/**
 * Counts deleted messages whose bytes are whole and of which a tool shows guid and text together:
 * {@code palimpsest recover} and SQLite's own {@code .recover}, on the same forged stores.
 */
final class RecoveryPeers {

  private static final int ROWS = 2_000;
  private static final int TOLD_BY = 20;

  private RecoveryPeers() {}

  /**
   * Takes the program, the SQLite shell, a folder for the stores, and the scenarios, or none for
   * all.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(
        "| Scenario | Rows whole | palimpsest | sqlite3 .recover |\n|---|---|---|---|");
    List<DeletionScenario> scenarios = new ArrayList<>();
    for (int i = 3; i < arguments.length; i++) {
      scenarios.add(DeletionScenario.valueOf(arguments[i]));
    }
    for (DeletionScenario scenario :
        scenarios.isEmpty() ? List.of(DeletionScenario.values()) : scenarios) {
      Path folder = Files.createDirectories(Path.of(arguments[2], scenario.name()));
      DeletionTruth truth = DeletionMatrix.forge(scenario, ROWS, 1, folder);
      String store = folder.resolve("chat.db").toString();
      String ours = run(folder, arguments[0], "recover", store, "--json");
      String theirs = run(folder, arguments[1], store, ".recover");
      long whole = truth.deleted().stream().filter(each -> each.survives().full()).count();
      if (whole > 0) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %d | %d |%n",
            scenario,
            whole,
            found(truth, rows(ours)),
            found(truth, theirs.lines().toList()));
      }
    }
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
  }

  /** Each remain as a line of its values. */
  private static List<String> rows(String json) throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode remain : new ObjectMapper().readTree(json).path("remains")) {
      StringBuilder row = new StringBuilder();
      remain.path("values").forEach(value -> row.append(value.asText()).append(' '));
      rows.add(row.toString());
    }
    return rows;
  }

  private static long found(DeletionTruth truth, List<String> lines) {
    Set<String> shown = new HashSet<>();
    for (String line : lines) {
      for (DeletionTruth.Deleted each : truth.deleted()) {
        if (line.contains(each.guid()) && line.contains(text(each))) {
          shown.add(each.guid());
        }
      }
    }
    return truth.deleted().stream()
        .filter(each -> each.survives().full() && shown.contains(each.guid()))
        .count();
  }

  /** The beginning of a message's text, as far as no tool writes it in its own way. */
  private static String text(DeletionTruth.Deleted message) {
    for (Object value : message.values()) {
      if (value instanceof String words && !words.equals(message.guid())) {
        return words.split("[^A-Za-z ]", 2)[0].substring(
            0, Math.min(TOLD_BY, words.split("[^A-Za-z ]", 2)[0].length()));
      }
    }
    return "";
  }
}
