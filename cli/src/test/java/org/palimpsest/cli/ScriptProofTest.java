package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.TreeHash;

/** Proofs and heads of another form than the one that the formats give, before the script. */
@ExtendWith(Scenes.class)
final class ScriptProofTest {

  /** A proof whose entry is alone in its log, and says what its sealer likes. */
  private static Path forged(Scene scene, Path proof, Consumer<ObjectNode> lie) throws Exception {
    ObjectNode file = (ObjectNode) Json.read(Files.readAllBytes(proof));
    ObjectNode signed = (ObjectNode) file.path("proof");
    ObjectNode statement = (ObjectNode) signed.path("statements").path(0);
    ObjectNode entry = (ObjectNode) statement.path("entry");
    entry.put("seq", 1).put("prev", "0".repeat(64));
    lie.accept(entry);
    statement.putArray("entryPath");
    TreeHash tree = new TreeHash().addLeaf(Json.canonical(entry));
    Sender sender = Sender.of(scene);
    String origin = signed.path("logKey").asText().replaceFirst("\\+.*", "");
    signed.put("checkpoint", sender.head(origin, tree));
    byte[] seal = sender.keys().sealingKey().sealDetached(Json.canonical(signed), Story.SECOND);
    file.put("seal", Base64.getEncoder().encodeToString(seal));
    return Files.write(scene.folder().resolve("forged.json"), Json.canonical(file));
  }

  @Test
  void theEntryInAProofHasItsForm(Scene scene) throws Exception {
    Path proof = scene.folder().resolve("proof.json");
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    Path honest = forged(scene, proof, entry -> {});
    scene.bare().run("verify", honest).ends(Exit.OK);
    Script.Said good = Script.run(honest);
    assertThat(good.exit()).as(good.out()).isZero();
    Map<String, Consumer<ObjectNode>> lies =
        Map.of(
            "true for a number", entry -> entry.put("seq", true),
            "another number", entry -> entry.put("seq", 2),
            "a number from 0", entry -> entry.put("seq", 0),
            "no number", entry -> entry.remove("seq"),
            "a text for a number", entry -> entry.put("seq", "1"),
            "no version", entry -> entry.remove("v"),
            "no time", entry -> entry.remove("time"),
            "no such time", entry -> entry.put("time", "yesterday"),
            "no hash before it", entry -> entry.put("prev", "none"));
    for (Map.Entry<String, Consumer<ObjectNode>> lie : lies.entrySet()) {
      Path file = forged(scene, proof, lie.getValue());
      scene.bare().run("verify", file).ends(Exit.INTEGRITY);
      Script.Said said = Script.run(file);
      assertThat(said.exit()).as("%s: %s", lie.getKey(), said.out()).isNotZero();
    }
  }

  private static void isRefused(Scene scene, Path proof, String text, Object... known)
      throws IOException {
    String good = Files.readString(proof);
    Files.writeString(proof, text);
    assertThat(text).isNotEqualTo(good);
    Object[] words = new Object[known.length + 1];
    System.arraycopy(known, 0, words, 0, known.length);
    words[known.length] = proof;
    Script.Said said = Script.run(words);
    assertThat(said.exit()).as("%s%n%s", text, said.out()).isNotZero();
    scene.bare().run("verify", proof).ends(Exit.INTEGRITY);
    Files.writeString(proof, good);
  }

  @Test
  void aProofOfAnEntryHasOneForm(Scene scene) throws Exception {
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "2", "--out", out).ends(Exit.OK);
    Path proof = out.resolve("entry-2.tlog-proof");
    assertThat(Script.run(proof).exit()).isZero();
    String good = Files.readString(proof);
    for (String line :
        List.of("index 01", "index +1", "index 1 junk", "junk 1", "index  1", "index 1 ")) {
      isRefused(scene, proof, good.replaceFirst("\nindex 1\n", "\n" + line + "\n"));
    }
    isRefused(scene, proof, good.replaceFirst("\n\n", "\nAAAA\n\n"));
  }

  /** The place that a proof gives an entry is the one that the entry gives itself. */
  @Test
  void anEntryIsInItsOwnPlace(Scene scene) throws Exception {
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "1", "--out", out).ends(Exit.OK);
    Path proof = out.resolve("entry-1.tlog-proof");
    assertThat(Script.run(proof).exit()).isZero();
    Path line = out.resolve("entry-1.json");
    String moved = Files.readString(line).replace("\"seq\":1,", "\"seq\":7,");
    TreeHash tree = new TreeHash().addLeaf(moved.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String origin = Files.readString(out.resolve("log.pub")).replaceFirst("(?s)\\+.*", "");
    Files.writeString(line, moved);
    isRefused(
        scene, proof, "c2sp.org/tlog-proof@v1\nindex 0\n\n" + Sender.of(scene).head(origin, tree));
  }

  @Test
  void aProofThatALogGrewHasOneForm(Scene scene) throws Exception {
    Path first =
        Files.writeString(
            scene.folder().resolve("first"), scene.run("custody", "checkpoint").out());
    scene.run("custody", "note", "one more").ends(Exit.OK);
    Path proof = scene.folder().resolve("grown");
    scene.run("custody", "consistency", first, "--out", proof).ends(Exit.OK);
    Files.copy(scene.vault().resolve("custody/log.pub"), scene.folder().resolve("log.pub"));
    assertThat(Script.run("--known", first, proof).exit()).isZero();
    String good = Files.readString(proof);
    String size = good.substring(4, good.indexOf('\n'));
    for (String line : List.of("old +" + size, "old 0" + size, "old " + size + " junk")) {
      isRefused(
          scene, proof, good.replaceFirst("old " + size + "\n", line + "\n"), "--known", first);
    }
  }

  @Test
  void aHeadThatWasKeptIsCheckedAsFarAsItsKeyIsThere(Scene scene) throws Exception {
    Path folder = Files.createDirectories(scene.folder().resolve("kept"));
    String head = scene.run("custody", "checkpoint").ends(Exit.OK).out();
    Path kept = Files.writeString(folder.resolve("kept"), head);
    Path key = scene.vault().resolve("custody/log.pub");
    Script.Said open = Script.run(kept);
    assertThat(open.exit()).as(open.out()).isZero();
    assertThat(open.out()).contains("NOT CHECKED: who signed the head of the log");
    Script.Said named = Script.run("--log-key", key, kept);
    assertThat(named.exit()).as(named.out()).isZero();
    assertThat(named.out()).contains("log key, SHA-256").doesNotContain("NOT CHECKED");
    Files.copy(key, folder.resolve("log.pub"));
    assertThat(Script.run(kept).out()).contains("log key, SHA-256").endsWith("ok\n");
    int at = head.lastIndexOf(' ') + 12;
    for (String bad :
        List.of(
            head.substring(0, at) + (head.charAt(at) == 'A' ? 'B' : 'A') + head.substring(at + 1),
            head.replaceFirst("\n([0-9]+)\n", "\n0$1\n"),
            head.replaceFirst("\n([0-9]+)\n", "\n1$1\n"),
            head + "no signature\n")) {
      Files.writeString(kept, bad);
      scene.bare().run("verify", kept).ends(Exit.INTEGRITY);
      assertThat(Script.run(kept).exit()).as(bad).isNotZero();
    }
  }

  /** A certificate that is named and was of no use is not one that vouched. */
  @Test
  void thatALogHasNoSealIsSaidToWhoeverNamesWhomTheyTrust(Scene scene) throws Exception {
    Path signer = scene.shell().keys().resolve("keys/signer.pem");
    Path log = scene.vault().resolve("custody");
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "2", "--out", out).ends(Exit.OK);
    for (Path file : List.of(log, out.resolve("entry-2.tlog-proof"))) {
      Script.Said said = Script.run("--trust", signer, file);
      assertThat(said.exit()).as(said.out()).isZero();
      assertThat(said.out()).contains("NOT CHECKED: --trust");
      assertThat(Script.run(file).out()).doesNotContain("NOT CHECKED");
    }
  }
}
