package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.LogKey;

/**
 * The vectors in {@code docs/format/vectors/custody}: they are what is written here, and everyone
 * who reads logs comes to the verdict that each names. Run with {@code -Dpalimpsest.vectors=write}
 * to write them again.
 */
class VectorsTest {

  private static final Path VECTORS = Path.of("..", "docs", "format", "vectors", "custody");
  private static final String OLD = "earlier.checkpoint";

  @TempDir Path folder;

  private final Map<String, byte[]> files = new TreeMap<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Entry key(int second, KeyHistory.Role role, String certificate) {
    return Entry.of(Logs.START.plusSeconds(second), Action.KEY)
        .objects(
            List.of(new Entry.Item("certificate", 400, Sha256.of(bytes(certificate)), role.word())))
        .method(
            role == KeyHistory.Role.REVOKED
                ? List.of(KeyHistory.since(Instant.parse("2026-11-24T09:00:00Z")))
                : List.of());
  }

  private CustodyLog log(String name, LogKey key, List<Entry> entries) throws Exception {
    CustodyLog log = CustodyLog.create(folder.resolve(name), Logs.ORIGIN, key);
    for (Entry entry : entries) {
      log.append(entry, key);
    }
    return log;
  }

  private void put(String name, CustodyCheck.Verdict verdict, String log, byte[] checkpoint)
      throws IOException {
    files.put(name + "/log.jsonl", bytes(log));
    files.put(name + "/checkpoint", checkpoint);
    files.put(name + "/log.pub", Files.readAllBytes(folder.resolve("intact").resolve("log.pub")));
    files.put(name + "/verdict", bytes(verdict + "\n"));
  }

  @BeforeEach
  void make() throws Exception {
    List<Entry> entries =
        new ArrayList<>(
            List.of(
                Logs.init(),
                key(1, KeyHistory.Role.INTRODUCED, "first"),
                Logs.snapshot(2),
                key(3, KeyHistory.Role.RETIRED, "first"),
                key(4, KeyHistory.Role.INTRODUCED, "second"),
                Logs.snapshot(5),
                key(6, KeyHistory.Role.REVOKED, "second")));
    CustodyLog early = log("early", Logs.KEY, entries.subList(0, 3));
    files.put(OLD, early.checkpoint().toBytes());
    CustodyLog log = log("intact", Logs.KEY, entries);
    byte[] head = log.checkpoint().toBytes();
    String text = Files.readString(folder.resolve("intact/log.jsonl"));
    String[] lines = text.split("(?<=\n)");
    put("intact", CustodyCheck.Verdict.INTACT, text, head);
    files.put("intact/entry-4.json", bytes(log.entry(4).line()));
    files.put("intact/entry-4.tlog-proof", log.proof(4).toBytes());
    files.put("intact/consistency-from-3", log.extension(3).toBytes());
    put(
        "changed-line_fail",
        CustodyCheck.Verdict.INVALID,
        text.replaceFirst("A\\. Examiner", "B. Examiner"),
        head);
    put("missing-line_fail", CustodyCheck.Verdict.INVALID, text.replace(lines[4], ""), head);
    put(
        "exchanged-lines_fail",
        CustodyCheck.Verdict.INVALID,
        lines[0] + lines[2] + lines[1] + String.join("", Arrays.copyOfRange(lines, 3, 7)),
        head);
    put("cut_fail", CustodyCheck.Verdict.TRUNCATED, lines[0] + lines[1], head);
    put("half-line_fail", CustodyCheck.Verdict.INVALID, text.substring(0, text.length() - 9), head);
    put(
        "other-spelling_fail",
        CustodyCheck.Verdict.INVALID,
        text.replaceFirst("\"action\":", "\"action\" :"),
        head);
    String note = new String(head, StandardCharsets.UTF_8);
    put(
        "other-size_fail",
        CustodyCheck.Verdict.INVALID,
        text,
        bytes(note.replaceFirst("\n7\n", "\n6\n")));
    // By the holder of the key, who leaves out what happened: whole by itself.
    List<Entry> other = new ArrayList<>(entries);
    other.remove(1);
    CustodyLog rewritten = log("rewritten", Logs.KEY, other);
    put(
        "rewritten_fail",
        CustodyCheck.Verdict.DIVERGED,
        Files.readString(folder.resolve("rewritten/log.jsonl")),
        rewritten.checkpoint().toBytes());
    put(
        "replayed_fail",
        CustodyCheck.Verdict.TRUNCATED,
        lines[0] + lines[1],
        log("replayed", Logs.KEY, entries.subList(0, 2)).checkpoint().toBytes());
  }

  @Test
  void theVectorsAreWhatIsWrittenHere() throws Exception {
    if ("write".equals(System.getProperty("palimpsest.vectors"))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path target = VECTORS.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
    }
    Map<String, String> there = new TreeMap<>();
    try (Stream<Path> all = Files.walk(VECTORS)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        there.put(VECTORS.relativize(each).toString().replace('\\', '/'), Files.readString(each));
      }
    }
    Map<String, String> made = new TreeMap<>();
    files.forEach((name, file) -> made.put(name, new String(file, StandardCharsets.UTF_8)));
    assertThat(there).isEqualTo(made);
  }

  @Test
  void eachLogHasTheVerdictThatItNames() throws Exception {
    Checkpoint known = Checkpoint.parse(Files.readAllBytes(VECTORS.resolve(OLD)));
    int count = 0;
    try (Stream<Path> folders = Files.list(VECTORS)) {
      for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
        CustodyCheck check = CustodyLog.open(each).verify(null, known);
        assertThat(check.verdict().name())
            .as(each.toString())
            .isEqualTo(Files.readString(each.resolve("verdict")).strip());
        assertThat(each.toString().endsWith("_fail"))
            .isEqualTo(check.verdict() != CustodyCheck.Verdict.INTACT);
        count++;
      }
    }
    assertThat(count).isEqualTo(10);
  }

  @Test
  void noMutantOfACheckpointIsAccepted() throws Exception {
    CustodyLog log = CustodyLog.open(VECTORS.resolve("intact"));
    byte[] good = Files.readAllBytes(VECTORS.resolve("intact/checkpoint"));
    assertThat(isSigned(good, log)).isTrue();
    for (int at = 0; at < good.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << bit);
        assertThat(isSigned(bad, log)).as("byte %d bit %d", at, bit).isFalse();
      }
      assertThat(isSigned(Arrays.copyOf(good, at), log)).as("cut at %d", at).isFalse();
    }
    assertThat(isSigned(Arrays.copyOf(good, good.length + 1), log)).isFalse();
  }

  private static boolean isSigned(byte[] checkpoint, CustodyLog log) throws Exception {
    try {
      Checkpoint.parse(checkpoint).verify(log.publicKey());
      return true;
    } catch (MalformedLogException | org.palimpsest.seal.NoteRefusedException e) {
      return false;
    }
  }

  @Test
  void theScriptComesToTheSameVerdict() throws Exception {
    try (Stream<Path> folders = Files.list(VECTORS)) {
      for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
        assertThat(script(each.toString()) == 0)
            .as(each.toString())
            .isEqualTo(!each.toString().endsWith("_fail"));
      }
    }
    assertThat(script(VECTORS.resolve("intact/entry-4.tlog-proof").toString())).isZero();
    assertThat(script(VECTORS.resolve("intact/consistency-from-3").toString())).isZero();
  }

  /** The form of all lines under a checkpoint, not only of those by the log's own key. */
  @Test
  void theScriptRefusesSignatureLinesThatAreNone() throws Exception {
    Path log = folder.resolve("intact");
    String note = Files.readString(log.resolve("checkpoint"));
    String own = note.substring(note.lastIndexOf("\u2014"));
    String other = "\u2014 w AQIDBAU=\n";
    Path checkpoint = log.resolve("checkpoint");
    for (String good : List.of(note + other, note + other.repeat(63), note + own)) {
      Files.writeString(checkpoint, good);
      Checkpoint.parse(bytes(good));
      assertThat(script(log.toString())).as(good).isZero();
    }
    List<String> bad = new ArrayList<>();
    for (String name :
        new String[] {"w\tx", "w\u007f", "w\u0085", "a\u00a0b", "a+b", "a\u2028b", ""}) {
      bad.add("\u2014 " + name + " AQIDBAU=\n");
    }
    for (String base64 : new String[] {"AAA", "AQIDBAV=", "AQIDBAU", "AQIDBA==", "AQID-AU=", ""}) {
      bad.add("\u2014 w " + base64 + "\n");
    }
    bad.add(other.repeat(64));
    bad.add("- w AQIDBAU=\n");
    bad.add("\u2014 w AQIDBAU= x\n");
    bad.add("\u2014 w AQIDBAU=\r\n");
    bad.add("\n");
    bad.add("\u2014 w AQIDBAU=");
    for (String line : bad) {
      Files.writeString(checkpoint, note + line);
      assertThatThrownBy(() -> Checkpoint.parse(bytes(note + line)))
          .isInstanceOf(MalformedLogException.class);
      assertThat(script(log.toString())).as(line).isNotZero();
    }
  }

  private static int script(String file) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "python3", "../docs/verify.py", "--known", VECTORS.resolve(OLD).toString(), file)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "python3 is not installed");
      throw e;
    }
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void whatTheVectorsSayOfKeysIsRead() throws Exception {
    KeyHistory history = KeyHistory.of(CustodyLog.open(VECTORS.resolve("intact")).entries());
    Sha256 first = Sha256.of(bytes("first"));
    Sha256 second = Sha256.of(bytes("second"));
    assertThat(history.state(first).orElseThrow().role()).isEqualTo(KeyHistory.Role.RETIRED);
    assertThat(history.state(second).orElseThrow().role()).isEqualTo(KeyHistory.Role.REVOKED);
    assertThat(history.state(second).orElseThrow().at()).isEqualTo("2026-11-24T09:00:00Z");
    assertThat(history.current()).isEmpty();
    Instant before = Instant.parse("2026-11-24T08:00:00Z");
    Sha256 unknown = Sha256.of(new byte[0]);
    assertThat(history.judge("k", List.of(second), before, null, unknown).orElseThrow().isFailure())
        .isTrue();
    assertThat(
            history.judge("k", List.of(second), before, before, unknown).orElseThrow().isFailure())
        .isFalse();
    assertThat(history.judge("k", List.of(first), before, null, unknown).orElseThrow().isFailure())
        .isFalse();
    assertThat(
            history
                .judge("k", List.of(first), Logs.START.plusSeconds(3600), null, unknown)
                .orElseThrow()
                .isFailure())
        .isTrue();
    assertThat(history.judge("k", List.of(unknown), before, null, unknown)).isEmpty();
  }
}
