package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/** What the holder of the keys may not write into a package, and the script refuses too. */
@ExtendWith(Scenes.class)
final class ScriptPackageTest {

  private static final String STAMP = "2026-11-19T18:00:00Z";

  private static Path packed(Scene scene) {
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    return bag;
  }

  private static Path copy(Path bag, String name) throws IOException {
    return Tree.copy(bag, bag.resolveSibling(name));
  }

  private static void isAccepted(Path bag) throws IOException {
    Script.Said said = Script.run(bag);
    assertThat(said.exit()).as(said.out()).isZero();
  }

  private static void isRefused(Path bag, String reason) throws IOException {
    Script.Said said = Script.run(bag);
    assertThat(said.exit()).as("%s: %s", bag.getFileName(), said.out()).isNotZero();
    assertThat(said.out()).contains("FAILED: ").contains(reason);
  }

  @Test
  void aListHasOneForm(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    sender.list(bag);
    sender.seal(bag);
    isAccepted(bag);
    String other = "0".repeat(64);
    Map<String, UnaryOperator<String>> lies =
        Map.of(
            "twice", list -> other + list.substring(64, list.indexOf('\n') + 1) + list,
            "other-ends", list -> list.replace("\n", "\r\n"),
            "other-lines", list -> list.replace("\n", "\u2028"),
            "upper-case", list -> list.toUpperCase(java.util.Locale.ROOT).replace("DATA", "data"));
    for (Map.Entry<String, UnaryOperator<String>> lie : lies.entrySet()) {
      Path forged = copy(bag, lie.getKey());
      Path list = forged.resolve("manifest-sha256.txt");
      Files.writeString(list, lie.getValue().apply(Files.readString(list)));
      sender.seal(forged);
      scene.bare().run("verify", forged).ends(Exit.INTEGRITY);
      isRefused(forged, "list");
    }
    for (String end : List.of("", "\n", "\n\n")) {
      Path ended = copy(bag, "end" + end.length());
      Path list = ended.resolve("manifest-sha256.txt");
      Files.writeString(list, Files.readString(list).stripTrailing() + end);
      sender.seal(ended);
      if (end.length() > 1) {
        isRefused(ended, "list");
      } else {
        isAccepted(ended);
      }
    }
  }

  @Test
  void aPackageDeclaresWhatItIs(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    Path other = copy(bag, "other");
    Path declaration = other.resolve("bagit.txt");
    Files.writeString(declaration, Files.readString(declaration).replace("1.0", "0.9"));
    sender.seal(other);
    Path none = copy(bag, "none");
    Files.delete(none.resolve("bagit.txt"));
    sender.seal(none);
    for (Path forged : List.of(other, none)) {
      scene.bare().run("verify", forged).ends(Exit.INTEGRITY);
      isRefused(forged, "");
    }
  }

  @Test
  void filesHaveTheNamesAndPlacesOfTheFormat(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    Path manifest =
        Tree.files(bag.resolve("data/snapshots")).stream()
            .filter(file -> file.toString().endsWith(".json"))
            .findFirst()
            .orElseThrow();
    sender.list(bag);
    sender.seal(bag);
    isAccepted(bag);
    String name = "a name that no file of a package has";
    String place = "a folder or file that has no place in a package";
    for (Map.Entry<String, String> added :
        Map.ofEntries(
                Map.entry("data/objects/.hidden", name),
                Map.entry("data/objects/a b", name),
                Map.entry("data/objects/caf\u00e9", name),
                Map.entry("data/Objects/x", "two names that differ by upper and lower case alone"),
                Map.entry("data/snapshots/below/" + manifest.getFileName(), place),
                Map.entry("data/snapshots/more.txt", "a file among the snapshots that is of none"),
                Map.entry("data/more/x", place),
                Map.entry("data/reports/report.json", place),
                Map.entry("data/reports/report-0/report.json", place),
                Map.entry("data/reports/report-1/below/report.json", place),
                Map.entry("more/x", place))
            .entrySet()) {
      Path forged = copy(bag, "with-" + added.getKey().replaceAll("[^A-Za-z0]", "-"));
      Path file = forged.resolve(added.getKey());
      Files.createDirectories(file.getParent());
      Files.copy(manifest, file);
      sender.list(forged);
      sender.seal(forged);
      isRefused(forged, added.getValue());
    }
    Path empty = copy(bag, "empty");
    Files.createDirectories(empty.resolve("data/more"));
    isRefused(empty, "no place in a package");
    Path trailing = copy(bag, "trailing");
    Path records =
        trailing
            .resolve("data/snapshots")
            .resolve(manifest.getFileName().toString().replace(".json", ".records"));
    Files.writeString(records, Files.readString(records) + "under no root");
    sender.list(trailing);
    sender.seal(trailing);
    scene.bare().run("verify", trailing).ends(Exit.INTEGRITY);
    isRefused(trailing, "has no end");
  }

  @Test
  void whatAListSaysOfAFileHasItsForm(Scene scene) throws Exception {
    Path bag = packed(scene);
    Map<String, ForgedPackage.Lie> lies =
        Map.of(
            "changed", (manifest, rows) -> rows.get(1).put("changedAt", "today").put("inode", "7"),
            "inode", (manifest, rows) -> rows.get(1).put("changedAt", STAMP).put("inode", "x"),
            "neither", (manifest, rows) -> rows.get(1).put("changedAt", STAMP).remove("inode"),
            "null",
                (manifest, rows) -> ((ObjectNode) manifest.path("evidence")).putNull("database"));
    for (Map.Entry<String, ForgedPackage.Lie> lie : lies.entrySet()) {
      Path forged = ForgedPackage.of(bag, scene.folder().resolve(lie.getKey()), lie.getValue());
      scene.bare().run("verify", forged).ends(Exit.INTEGRITY);
      isRefused(forged, "");
    }
    isAccepted(
        ForgedPackage.of(
            bag,
            scene.folder().resolve("honest"),
            (manifest, rows) -> rows.get(1).put("changedAt", STAMP).put("inode", "7")));
  }

  @Test
  void theKeyOfALogIsOneLine(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    Path key = bag.resolve("custody/log.pub");
    String good = Files.readString(key);
    for (String bad : List.of(good.strip(), good.strip() + "x", good + "\n", " " + good)) {
      Files.writeString(key, bad);
      sender.seal(bag);
      scene.bare().run("verify", bag).ends(Exit.INTEGRITY);
      isRefused(bag, "");
    }
  }

  private static String changed(String line, Consumer<ObjectNode> lie) {
    try {
      ObjectNode entry = (ObjectNode) Json.read(line.getBytes(StandardCharsets.UTF_8));
      lie.accept(entry);
      return new String(Json.canonical(entry), StandardCharsets.UTF_8);
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void aLineOfTheLogHasItsForm(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    Map<String, Consumer<ObjectNode>> lies =
        Map.ofEntries(
            Map.entry("no version", entry -> entry.remove("v")),
            Map.entry("another version", entry -> entry.put("v", 2)),
            Map.entry("true for one", entry -> entry.put("v", true)),
            Map.entry("no time", entry -> entry.remove("time")),
            Map.entry("no such time", entry -> entry.put("time", "yesterday")),
            Map.entry("no such action", entry -> entry.put("action", "forget")),
            Map.entry("a text that is none", entry -> entry.put("remarks", 1)),
            Map.entry("an actor without name", entry -> entry.putObject("actor")),
            Map.entry("a method that is no list", entry -> entry.put("method", "by hand")),
            Map.entry("objects of another form", entry -> entry.putArray("objects").add("x")),
            Map.entry("no such exit", entry -> entry.putObject("result").put("verdict", "x")));
    for (Map.Entry<String, Consumer<ObjectNode>> lie : lies.entrySet()) {
      Path forged = copy(bag, lie.getKey().replace(' ', '-'));
      sender.lastLine(forged.resolve("custody"), line -> changed(line, lie.getValue()));
      sender.seal(forged);
      scene.bare().run("verify", forged).ends(Exit.INTEGRITY);
      isRefused(forged, "");
    }
    for (String end : List.of(" ", "\r")) {
      Path forged = copy(bag, "end-" + (int) end.charAt(0));
      sender.lastLine(forged.resolve("custody"), line -> line + end);
      sender.seal(forged);
      scene.bare().run("verify", forged).ends(Exit.INTEGRITY);
      isRefused(forged, "canonical");
    }
    Path honest = copy(bag, "honest");
    sender.lastLine(
        honest.resolve("custody"), line -> changed(line, entry -> entry.put("later", "member")));
    sender.seal(honest);
    isAccepted(honest);
  }

  /** What does not apply is left out of an entry. */
  @Test
  void anEntryThatNamesNoSnapshotIsNoFault(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    sender.lastLine(
        bag.resolve("custody"),
        line ->
            changed(
                line,
                entry -> {
                  entry.put("action", "snapshot");
                  entry.remove("snapshot");
                }));
    sender.seal(bag);
    isAccepted(bag);
  }

  @Test
  void aPackageHoldsASnapshot(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    try (var files = Files.list(bag.resolve("data/snapshots"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    sender.list(bag);
    sender.seal(bag);
    isRefused(bag, "no snapshot");
  }

  /** Other tools go by these two, which nothing else rests on. */
  @Test
  void whatOtherToolsGoBySaysTheSame(Scene scene) throws Exception {
    Sender sender = Sender.of(scene);
    Path bag = packed(scene);
    Path hashdeep = bag.resolve("known.hashdeep");
    Path signer = bag.resolve("trust/signer.pem");
    for (Path file : List.of(hashdeep, signer)) {
      byte[] good = Files.readAllBytes(file);
      Shell other = new Shell(scene.folder().resolve("other")).at(Story.FIRST);
      if (file.equals(hashdeep)) {
        Files.writeString(file, Files.readString(file).replaceFirst("\n[0-9]+,", "\n7,"));
      } else {
        other.run("init").ends(Exit.OK);
        Files.copy(
            other.keys().resolve("keys/signer.pem"), file, StandardCopyOption.REPLACE_EXISTING);
      }
      sender.seal(bag);
      isRefused(bag, "");
      Files.delete(file);
      sender.seal(bag);
      isAccepted(bag);
      assertThat(Script.run(bag).out()).contains("NOT CHECKED: " + bag.relativize(file));
      Files.write(file, good);
    }
  }

  /** The same vault and keys with another history from here on. */
  private static Scene fork(Scene scene) throws IOException {
    Scene fork = scene.copy(scene.folder().resolve("fork"));
    scene.run("custody", "note", "what the court is shown").ends(Exit.OK);
    fork.run("custody", "note", "what the other side is shown").ends(Exit.OK);
    return fork;
  }

  @Test
  void twoHistoriesAreFoundInPackagesToo(Scene scene) throws Exception {
    Scene fork = fork(scene);
    Path ours = packed(scene);
    Path theirs = packed(fork);
    Path later = scene.folder().resolve("later");
    scene.run("package", "imac:latest", "--out", later).ends(Exit.OK);
    isAccepted(ours);
    isAccepted(theirs);
    Script.Said whole = Script.run(ours, later);
    assertThat(whole.exit()).as(whole.out()).isZero();
    Script.Said equal = Script.run(ours, theirs);
    assertThat(equal.exit()).isNotZero();
    assertThat(equal.out()).contains("with two roots: its key signed two histories\n");
    for (List<Path> order : List.of(List.of(later, theirs), List.of(theirs, later))) {
      Script.Said longer = Script.run(order.toArray());
      assertThat(longer.exit()).isNotZero();
      assertThat(longer.out()).contains("a head that the log at hand never had");
    }
    Path proof = scene.folder().resolve("proof.json");
    fork.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    scene.bare().run("verify", proof, later).ends(Exit.INTEGRITY);
    assertThat(Script.run(proof, later).exit()).isNotZero();
    assertThat(Script.run(proof, theirs).exit()).isZero();
  }

  @Test
  void aReportOfAnotherHistoryIsNoneOfThePackage(Scene scene) throws Exception {
    Scene fork = fork(scene);
    Path report = fork.folder().resolve("report");
    fork.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    Files.delete(report.resolve("report.parts"));
    Sender sender = Sender.of(scene);
    for (int i = 0; i < 3; i++) {
      scene.run("custody", "note", "one more").ends(Exit.OK);
    }
    Path bag = packed(scene);
    Tree.copy(report, bag.resolve("data/reports/report-1"));
    sender.list(bag);
    sender.seal(bag);
    isRefused(bag, "a head that the log at hand never had");
    Path empty = bag.resolve("data/reports/report-1");
    Tree.delete(empty);
    sender.list(bag);
    sender.seal(bag);
    isAccepted(bag);
    Files.createDirectories(empty);
    isRefused(bag, "");
  }
}
