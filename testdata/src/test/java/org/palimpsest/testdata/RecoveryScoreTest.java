package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.DeletionTruth.Deleted;
import org.palimpsest.testdata.DeletionTruth.Link;
import org.palimpsest.testdata.DeletionTruth.Live;

/** Documents are made from the truth, a perfect one and then some with one fault each. */
final class RecoveryScoreTest {
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  @TempDir private static Path folder;
  private static DeletionTruth truth;

  @BeforeAll
  static void forge() {
    truth = DeletionMatrix.forge(DeletionScenario.S24, 1_500, 3, folder);
  }

  private static RecoveryScore score(List<String> remains) {
    return RecoveryScore.of(truth, document("found", remains));
  }

  private static String document(String counters, List<String> remains) {
    return "{\"schema\":\"palimpsest/recover/1\",\"rungs\":[{\"rung\":\"counters\",\"status\":\""
        + counters
        + "\",\"count\":1}],\"remains\":["
        + String.join(",", remains)
        + "],\"staleCopies\":3}";
  }

  private static String remain(
      String kind, String table, List<? extends @Nullable Object> values, String rest) {
    String list =
        values.stream()
            .map(RecoverDocument::plain)
            .map(value -> value == null ? "null" : "\"" + value.replace("\"", "\\\"") + "\"")
            .collect(Collectors.joining(","));
    return "{\"class\":\"deleted\",\"kind\":\"%s\",\"table\":\"%s\",\"values\":[%s],%s}"
        .formatted(kind, table, list, rest);
  }

  private static String row(Deleted message, String rest) {
    List<@Nullable Object> values = new ArrayList<>(message.values());
    values.set(0, null);
    return remain("row", "message", values, rest);
  }

  private static String entry(String guid, long rowid, boolean proven) {
    return remain(
        "index-entry",
        "message",
        List.of(guid, rowid),
        "\"complete\":true,\"rowid\":\"" + rowid + "\",\"rowidProven\":" + proven);
  }

  private static List<String> perfect() {
    List<String> out = new ArrayList<>();
    for (Deleted each : truth.deleted()) {
      if (each.survives().full()) {
        out.add(row(each, "\"complete\":true,\"rowid\":null,\"rowidProven\":false"));
      }
      if (each.survives().index()) {
        out.add(entry(each.guid(), each.rowid(), true));
      }
    }
    for (Link each : truth.links()) {
      if (each.survives()) {
        out.add(
            remain(
                "thread-link",
                "chat_message_join",
                List.of(each.chat(), each.message(), each.date()),
                "\"complete\":true,\"rowid\":null"));
      }
    }
    truth.goneChats().forEach(chat -> out.add(remain("row", "chat", chat, "\"complete\":true")));
    return out;
  }

  private static List<String> perfectAnd(String remain) {
    List<String> out = perfect();
    out.add(remain);
    return out;
  }

  private static Deleted whole() {
    return truth.deleted().stream()
        .filter(each -> each.survives().full())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void perfectRecoveryMissesNothing() {
    RecoveryScore score = score(perfect());

    assertThat(score.failures()).isEmpty();
    assertThat(score.phantoms()).isZero();
    assertThat(score.rows().found()).isEqualTo(score.rows().all()).isPositive();
    assertThat(score.pairs().found()).isEqualTo(score.entries().all()).isPositive();
    assertThat(score.links().found()).isEqualTo(score.links().all()).isPositive();
  }

  @Test
  void emptyRecoveryMissesEverything() {
    assertThat(score(List.of()).failures())
        .hasSize(3)
        .anyMatch(each -> each.startsWith("rows recovered whole: 0/"))
        .anyMatch(each -> each.startsWith("guids behind the index recovered: 0/"))
        .anyMatch(each -> each.startsWith("links recovered: 0/"));
  }

  @Test
  void countersMustSayThatRowsAreMissing() {
    assertThat(RecoveryScore.of(truth, document("none-found", perfect())).failures())
        .containsExactly("counters: none-found");
  }

  @Test
  void liveMessageIsNoDeletedOne() {
    Live there = truth.live().get(0);
    assertThat(score(perfectAnd(entry(there.guid(), there.rowid(), true))).failures())
        .containsExactly("live called deleted: 1");
    assertThat(
            score(
                    perfectAnd(
                        remain(
                            "thread-link",
                            "chat_message_join",
                            List.of(there.chat(), there.rowid(), there.date()),
                            "\"complete\":true")))
                .failures())
        .containsExactly("live called deleted: 1");
  }

  @Test
  void rowidMayBeWrongOnlyWhenItIsNotCalledProven() {
    Deleted gone = whole();
    assertThat(score(perfectAnd(entry(gone.guid(), gone.rowid() + 1, true))).failures())
        .containsExactly("wrong ROWIDs called proven: 1");
    RecoveryScore score = score(perfectAnd(entry(gone.guid(), gone.rowid() + 1, false)));
    assertThat(score.failures()).isEmpty();
    assertThat(score.wrongClaimed()).isEqualTo(1);
  }

  @Test
  void whatNeverWasIsAPhantom() {
    assertThat(score(perfectAnd(entry(NOBODY, 5, false))).phantoms()).isEqualTo(1);
    List<String> many = perfect();
    int before = many.size();
    while (many.size() < before * 1.03) {
      many.add(entry(NOBODY, 5, false));
    }
    assertThat(score(many).failures()).singleElement().asString().startsWith("phantoms: ");
  }

  @Test
  void wrongValueMakesARowAPhantom() {
    Deleted gone = whole();
    List<@Nullable Object> values = new ArrayList<>(gone.values());
    values.set(2, "Something else");
    Deleted other = new Deleted(gone.rowid(), gone.guid(), values, gone.survives());

    assertThat(score(List.of(row(other, "\"complete\":true"))).phantoms()).isEqualTo(1);
    assertThat(score(List.of(row(other, "\"complete\":true"))).failures())
        .contains("phantoms among rows: 1/1");
    assertThat(score(List.of(row(other, "\"complete\":false"))).phantoms()).isEqualTo(1);
    values.set(2, null);
    assertThat(score(List.of(row(other, "\"complete\":false"))).phantoms()).isZero();
    assertThat(score(List.of(row(other, "\"complete\":true"))).phantoms()).isEqualTo(1);
  }

  @Test
  void otherClassesAreNotHeldAgainstIt() {
    String fragment = entry(NOBODY, 5, false).replace("\"deleted\"", "\"fragment\"");
    RecoveryScore score = score(perfectAnd(fragment));
    assertThat(score.failures()).isEmpty();
    assertThat(score.phantoms()).isZero();
  }

  @Test
  void documentMustBeOne() {
    assertThatThrownBy(() -> RecoveryScore.of(truth, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RecoveryScore.of(truth, document("found", List.of()) + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
