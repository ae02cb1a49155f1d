package org.palimpsest.report;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {

  private static final Map<String, byte[]> FIRST = report("first");
  private static final Map<String, byte[]> SECOND = report("second");

  @TempDir Path folder;

  private static Map<String, byte[]> report(String words) {
    String json = "{\"schema\":\"palimpsest/report/1\",\"words\":\"" + words + "\"}";
    return Map.of(
        "report.json", json.getBytes(StandardCharsets.UTF_8),
        "report.html", words.getBytes(StandardCharsets.UTF_8));
  }

  /** What lies in a folder, by name. */
  static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          content.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return content;
  }

  @Test
  void aReportIsWrittenIntoANewFolder() throws Exception {
    Path out = folder.resolve("a/b");
    ReportFolder.write(out, FIRST, () -> {});
    assertEquals(2, content(out).size());
  }

  @Test
  void aLaterReportReplacesAnEarlierOneAsAWhole() throws Exception {
    ReportFolder.write(folder, FIRST, () -> {});
    ReportFolder.write(
        folder, Map.of("report.json", requireNonNull(SECOND.get("report.json"))), () -> {});
    Map<String, String> content = content(folder);
    assertEquals(1, content.size());
    assertTrue(String.valueOf(content.get("report.json")).contains("second"));
  }

  @Test
  void nothingAppearsWhenTheConditionIsNotMet() throws Exception {
    Path out = folder.resolve("a/b");
    assertThrows(
        IOException.class,
        () ->
            ReportFolder.write(
                out,
                FIRST,
                () -> {
                  throw new IOException("the log refused");
                }));
    assertFalse(Files.exists(folder.resolve("a")), "not even the folders are left");
  }

  @Test
  void theEarlierReportStaysWhenTheConditionIsNotMet() throws Exception {
    ReportFolder.write(folder, FIRST, () -> {});
    Map<String, String> before = content(folder);
    assertThrows(
        IOException.class,
        () ->
            ReportFolder.write(
                folder,
                SECOND,
                () -> {
                  throw new IOException("the log refused");
                }));
    assertEquals(before, content(folder));
  }

  @Test
  void theConditionIsMetBeforeAnythingIsVisible() throws Exception {
    Path out = folder.resolve("r");
    ReportFolder.write(
        out, FIRST, () -> assertFalse(Files.exists(out.resolve("report.json")), "too early"));
    assertTrue(Files.exists(out.resolve("report.json")));
  }

  @Test
  void aFolderWithSomethingElseIsRefusedAndLeftAsItWas() throws Exception {
    Files.writeString(folder.resolve("holiday.txt"), "mine");
    Map<String, String> before = content(folder);
    assertThrows(FolderRefusedException.class, () -> ReportFolder.write(folder, FIRST, () -> {}));
    assertEquals(before, content(folder));
  }

  @Test
  void filesThatOnlyShareANameWithAReportsAreRefused() throws Exception {
    Files.writeString(folder.resolve("messages.csv"), "mine");
    Map<String, String> before = content(folder);
    assertThrows(FolderRefusedException.class, () -> ReportFolder.write(folder, FIRST, () -> {}));
    assertEquals(before, content(folder));
  }

  @Test
  void anExchangeThatWasCutOffIsPutRightFirst() throws Exception {
    ReportFolder.write(folder, FIRST, () -> {});
    Files.move(folder.resolve("report.html"), folder.resolve("report.html.palimpsest-old"));
    Files.writeString(folder.resolve("report.html.palimpsest-new"), "half");
    ReportFolder.write(folder, SECOND, () -> {});
    Map<String, String> content = content(folder);
    assertEquals("second", content.get("report.html"));
    assertEquals(2, content.size());
  }

  @Test
  void aNameThatIsNoneOfAReportsIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ReportFolder.write(folder, Map.of("../x", new byte[0]), () -> {}));
  }
}
