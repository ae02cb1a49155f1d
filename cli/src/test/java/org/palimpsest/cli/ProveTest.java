package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.proof.MalformedProofException;
import org.palimpsest.proof.ProofCheck;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.seal.Trust;
import org.palimpsest.testdata.MessageTruth;

/** Proofs of presence and absence: what they show, what they keep back, and what is refused. */
@ExtendWith(Scenes.class)
final class ProveTest {

  /** What is there in capitals is not said to be absent because it was typed in small letters. */
  @Test
  void anIdentifierInOtherLettersIsNotCalledAbsent(Scene scene) throws IOException {
    String guid =
        scene
            .run("diff", "imac:latest~1", "imac:latest", "--json")
            .json()
            .path("messages")
            .path(0)
            .path("guid")
            .asText();
    String small = guid.toLowerCase(java.util.Locale.ROOT);
    assertThat(small).isNotEqualTo(guid);
    Path out = scene.folder().resolve("small.json");
    Tree.Picture before = Tree.picture(scene.vault());
    Run refused =
        scene.run("prove", "imac:latest~1", "imac:latest", "--message", small, "--out", out);
    refused.refuses(Exit.USAGE);
    assertThat(refused.hints()).containsExactly("hint: name it as it is written: " + guid);
    assertThat(out).doesNotExist();
    before.isStillTrue();
  }

  private static final String FROM = "imac:latest~1";
  private static final String TO = "imac:latest";

  /** A message with a text that is there on the first day and not on the second. */
  private static MessageTruth lost(Scene scene) {
    TreeSet<String> gone = new TreeSet<>(scene.story().truth().live());
    gone.removeAll(scene.story().later().live());
    return gone.stream()
        .map(scene.story().truth()::message)
        .filter(message -> message.text() != null && message.text().length() > 8)
        .findFirst()
        .orElseThrow();
  }

  private static Path proof(Scene scene, String name, Object... words) {
    Path out = scene.folder().resolve(name);
    Object[] all = new Object[words.length + 3];
    all[0] = "prove";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--out";
    all[words.length + 2] = out;
    scene.run(all).ends(Exit.OK);
    return out;
  }

  @Test
  void aMessageIsShownToHaveBeenThereAndToBeGone(Scene scene) throws IOException {
    MessageTruth lost = lost(scene);
    Path both = proof(scene, "both.json", FROM, TO, "--message", lost.guid());
    Run run = scene.bare().run("verify", both).ends(Exit.OK);
    assertThat(run.out())
        .contains("WAS in the Messages store of the device \"imac\"")
        .contains("WAS NOT in the same store")
        .contains("12 November 2026", "19 November 2026", "it went between")
        .contains(lost.text())
        .contains("nothing wrong was found");
    Path there = proof(scene, "there.json", FROM, "--message", lost.guid());
    Path gone = proof(scene, "gone.json", TO, "--message", lost.guid());
    assertThat(scene.run("verify", there, gone).ends(Exit.OK).out()).contains("it went between");
    assertThat(scene.run("verify", gone).ends(Exit.OK).out())
        .contains("WAS NOT in")
        .doesNotContain("it went between", lost.text());
    assertThat(scene.run("custody", "log").out().lines().filter(line -> line.contains("prove")))
        .hasSize(3);
    for (Path each : List.of(both, there, gone)) {
      assertThat(Script.run(each).exit()).as(Script.run(each).out()).isZero();
      Script.Said said =
          Script.run(
              "--trust",
              scene.shell().keys().resolve("keys/signer.pem"),
              "--log-key",
              scene.vault().resolve("custody/log.pub"),
              each);
      assertThat(said.exit()).as(said.out()).isZero();
    }
    assertThat(Files.size(there)).isLessThan(8_000);
    assertThat(Files.size(gone)).isLessThan(8_000);
  }

  @Test
  void aProofOnTwoDevicesNeverSpeaksOfRemoval(Scene scene) throws IOException {
    Path proof = proof(scene, "two.json", FROM, "macbook:latest", "--message", lost(scene).guid());
    assertThat(scene.run("verify", proof).ends(Exit.OK).out())
        .contains("belong to different devices")
        .doesNotContain("it went between");
  }

  @Test
  void threadsAndAttachmentsAreProvenToo(Scene scene) throws IOException {
    Path thread = proof(scene, "thread.json", FROM, TO, "--thread", Story.LOST);
    assertThat(scene.run("verify", thread).ends(Exit.OK).out())
        .contains("The thread with the identifier", Story.LOST);
    assertThat(Script.run(thread).exit()).isZero();
    String guid =
        scene
            .run("diff", FROM, TO, "--json")
            .json()
            .path("attachments")
            .path(0)
            .path("guid")
            .asText();
    Path attachment = proof(scene, "file.json", FROM, "--attachment", guid, "--with-state");
    assertThat(scene.run("verify", attachment).ends(Exit.OK).out()).contains("garden.jpg");
    assertThat(Script.run(attachment).exit()).isZero();
  }

  @Test
  void nothingOfAnyOtherRecordIsDisclosed(Scene scene) throws IOException {
    MessageTruth lost = lost(scene);
    String own = lost.text() + " " + lost.guid();
    TreeSet<String> others = new TreeSet<>();
    for (MessageTruth message : scene.story().truth().messages().values()) {
      others.add(message.text() == null ? "" : message.text());
    }
    others.addAll(List.of(Story.LOST, "+15550117", "cleo@example.org", "garden.jpg", "table.jpg"));
    others.remove("");
    for (String[] words :
        List.of(
            new String[] {FROM, TO, "--message", lost.guid(), "--with-state"},
            new String[] {TO, "--message", lost.guid()},
            new String[] {FROM, "--message", "no such message"})) {
      Path file = proof(scene, "p" + words.length + words[0].length() + ".json", (Object[]) words);
      String text = Files.readString(file);
      for (String other : others) {
        boolean isOwn = own.contains(other) || text.contains("\"sender\":\"" + other + "\"");
        if (!isOwn || words.length == 3) {
          assertThat(text).doesNotContain(other);
        }
      }
      String saltKey =
          Files.readString(scene.vault().resolve("vault.json")).split("\"saltKey\":\"")[1];
      assertThat(text).doesNotContain(saltKey.substring(0, 64));
    }
  }

  @Test
  void noMutantOfAProofIsAccepted(Scene scene) throws Exception {
    Path file = proof(scene, "both.json", FROM, TO, "--message", lost(scene).guid());
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at += 5) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at / 5 % 8);
      assertThat(isAccepted(bad)).as("byte %d", at).isFalse();
    }
    for (byte[] bad :
        List.of(
            (new String(good, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(good, good.length - 1),
            new byte[0])) {
      assertThat(isAccepted(bad)).isFalse();
    }
    assertThat(isAccepted(good)).isTrue();
    Path bad = scene.folder().resolve("bad.json");
    for (int i = 1; i < 8; i++) {
      byte[] bytes = good.clone();
      bytes[good.length * i / 8] ^= 1;
      Files.write(bad, bytes);
      assertThat(Script.run(bad).exit()).as("script at %d", i).isNotZero();
      Run run = scene.bare().run("verify", bad);
      assertThat(run.exit()).isIn(Exit.INTEGRITY, Exit.USAGE);
    }
  }

  private static boolean isAccepted(byte[] file) {
    try {
      return ProofCheck.isSound(ProofCheck.of(SealedProof.parse(file), Trust.NONE));
    } catch (MalformedProofException e) {
      return false;
    }
  }

  @Test
  void whatCannotBeProvenIsRefusedAndNothingIsWritten(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out.json");
    Tree.Picture before = Tree.picture(scene.vault());
    scene.run("prove", TO, "--out", out).refuses(Exit.USAGE);
    scene.run("prove", "imac:latest~9", "--message", "x", "--out", out).refuses(Exit.USAGE);
    scene.run("prove", TO, TO, "--message", "x", "--out", out).refuses(Exit.USAGE);
    scene.run("prove", TO, "--message", "", "--out", out).refuses(Exit.USAGE);
    scene.run("prove", TO, "--thread", "+1000", "--out", out).refuses(Exit.USAGE);
    Path taken = Files.writeString(scene.folder().resolve("taken"), "mine");
    scene.run("prove", TO, "--message", "x", "--out", taken).refuses(Exit.USAGE);
    scene
        .shell()
        .withKeys(scene.folder().resolve("none"))
        .run("prove", TO, "--message", "x", "--out", out)
        .refuses(Exit.USAGE);
    before.isStillTrue();
    assertThat(out).doesNotExist();
    assertThat(taken).hasContent("mine");
  }

  @Test
  void aProofGoesToStandardOutputWithoutOut(Scene scene) throws IOException {
    Run run = scene.run("prove", TO, "--message", lost(scene).guid()).ends(Exit.OK);
    Path file = Files.writeString(scene.folder().resolve("std.json"), run.out().strip());
    scene.bare().run("verify", file).ends(Exit.OK);
    assumeTrue(Script.isThere(), "python3 or openssl is not installed");
    assertThat(Script.run(file).exit()).isZero();
  }
}
