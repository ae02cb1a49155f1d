package org.palimpsest.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the guids of {@code palimpsest diff --json} with what the forger changed. */
final class CompareWithTruth {

  private static final List<String> LISTED =
      List.of("removed", "added", "edited", "unsent", "altered");

  private CompareWithTruth() {}

  /** Takes the diff and the truth; prints one line, and exits with 1 if they differ. */
  public static void main(String[] arguments) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode diff = mapper.readTree(new File(arguments[0]));
    JsonNode truth = mapper.readTree(new File(arguments[1]));
    StringBuilder line = new StringBuilder();
    boolean same = true;
    long listed = 0;
    for (String change : LISTED) {
      Set<String> found = found(diff, change);
      Set<String> expected = guids(truth.path(change));
      same &= found.equals(expected);
      listed += found.size();
      line.append(change).append(' ').append(found.size()).append('/');
      line.append(expected.size()).append(", ");
    }
    long drifted = diff.path("summary").path("messages").path("drifted").asLong();
    same &= drifted == truth.path("drifted").size();
    same &= listed == diff.path("messages").size();
    line.append("drifted ").append(drifted).append('/').append(truth.path("drifted").size());
    System.out.println((same ? "equal to the truth: " : "DIFFERS from the truth: ") + line);
    System.exit(same ? 0 : 1);
  }

  private static Set<String> found(JsonNode diff, String change) {
    TreeSet<String> guids = new TreeSet<>();
    for (JsonNode message : diff.path("messages")) {
      if (message.path("change").asText().equals(change)) {
        guids.add(message.path("guid").asText());
      }
    }
    return guids;
  }

  private static Set<String> guids(JsonNode list) {
    TreeSet<String> guids = new TreeSet<>();
    list.forEach(guid -> guids.add(guid.asText()));
    return guids;
  }
}
