package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** Proofs about the log, corrections, and a log that its own key holder wrote anew. */
@ExtendWith(Scenes.class)
final class LogProofTest {

  private static Path kept(Scene scene, String name) throws IOException {
    return Files.writeString(
        scene.folder().resolve(name), scene.run("custody", "checkpoint").ends(Exit.OK).out());
  }

  @Test
  void anEntryIsShownToBeInTheLog(Scene scene) throws IOException {
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "2", "--out", out).ends(Exit.OK);
    Path proof = out.resolve("entry-2.tlog-proof");
    assertThat(Files.readString(proof)).startsWith("c2sp.org/tlog-proof@v1\nindex 1\n");
    assertThat(scene.bare().run("verify", proof).ends(Exit.OK).out())
        .containsPattern("passed +log entry +entry 2, snapshot, is in the log");
    assertThat(Script.run(proof).exit()).isZero();
    noMutantIsAccepted(scene, proof, List.of());
    noMutantIsAccepted(scene, out.resolve("entry-2.json"), List.of(), proof);
    scene.run("custody", "prove", "99", "--out", scene.folder().resolve("x")).refuses(Exit.USAGE);
    scene.run("custody", "prove", "2", "--out", out).refuses(Exit.USAGE);
    assertThat(scene.folder().resolve("x")).doesNotExist();
  }

  @Test
  void theLogIsShownToHaveOnlyGrown(Scene scene) throws IOException {
    Path first = kept(scene, "first.txt");
    scene.run("custody", "note", "one more").ends(Exit.OK);
    Path proof = scene.folder().resolve("grown");
    scene.run("custody", "consistency", first, "--out", proof).ends(Exit.OK);
    Files.copy(scene.vault().resolve("custody/log.pub"), scene.folder().resolve("log.pub"));
    Run run = scene.bare().run("verify", "--known-checkpoint", first, proof).ends(Exit.OK);
    assertThat(run.out()).containsPattern("passed +log consistency");
    assertThat(Script.run("--known", first, proof).exit()).isZero();
    noMutantIsAccepted(scene, proof, List.of("--known-checkpoint", first));
    Path last = kept(scene, "last.txt");
    scene.bare().run("verify", "--known-checkpoint", last, proof).ends(Exit.INTEGRITY);
    assertThat(Script.run("--known", last, proof).exit()).isNotZero();
    String printed = scene.run("custody", "consistency", first).ends(Exit.OK).out();
    assertThat(printed).startsWith("old 6\n");
  }

  private static String forged(Path proof, String index) throws IOException {
    String text = Files.readString(proof);
    String hash = "KsiMiKS3lM8ik1fRFOvxiFnWIpTE3Ow96+jmqxdHkm4=";
    return text.replaceFirst("(index|old) [0-9]+\n[^\n]+\n", index + "\n" + hash + "\n");
  }

  /** A key that was altered is not the same as none, and is no trouble with the disk. */
  @Test
  void aKeyBesideAProofThatIsNoneIsAFailure(Scene scene) throws IOException {
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "2", "--out", out).ends(Exit.OK);
    Path checkpoint = kept(scene, "entry/kept");
    Path key = out.resolve("log.pub");
    byte[] good = Files.readAllBytes(key);
    for (String kind : List.of("not text", "not a key", "a folder")) {
      Files.delete(key);
      switch (kind) {
        case "not text" -> Files.write(key, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        case "not a key" -> Files.writeString(key, "none\n");
        default -> Files.createDirectory(key);
      }
      for (Path file : List.of(out.resolve("entry-2.tlog-proof"), checkpoint)) {
        for (Run run : List.of(scene.bare().run("verify", file), scene.run("verify", file))) {
          assertThat(run.ends(Exit.INTEGRITY).out())
              .as(kind)
              .containsPattern("FAILED +checkpoint key +log.pub lies beside it and is no key");
        }
      }
    }
    Files.delete(key);
    Files.write(key, good);
    scene.bare().run("verify", checkpoint).ends(Exit.OK);
  }

  /** The signature under the checkpoint says nothing of the path before it. */
  @Test
  void aProofThatWasNotFollowedShowsNothing(Scene scene) throws IOException {
    Path out = scene.folder().resolve("entry");
    scene.run("custody", "prove", "2", "--out", out).ends(Exit.OK);
    Path proof = out.resolve("entry-2.tlog-proof");
    String said = "the proof itself was not checked, so nothing is shown by it";
    Path named = Files.copy(proof, out.resolve("entry-2.txt"));
    Run other = scene.bare().run("verify", named).ends(Exit.INCOMPLETE);
    assertThat(other.out()).contains(said).doesNotContain("nothing wrong was found");
    Path json = out.resolve("entry-2.json");
    Path aside = Files.move(json, out.resolve("aside.json"));
    assertThat(scene.bare().run("verify", proof).ends(Exit.INCOMPLETE).out()).contains(said);
    String good = Files.readString(proof);
    Files.writeString(proof, forged(proof, "index 1"));
    assertThat(scene.bare().run("verify", proof).ends(Exit.INCOMPLETE).out()).contains(said);
    Files.writeString(proof, good.replaceFirst("\n[^\n]+\n\n", "\n\n"));
    assertThat(scene.bare().run("verify", proof).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +log entry +the path has ");
    Files.writeString(proof, good);
    Files.move(aside, json);
    scene.bare().run("verify", proof).ends(Exit.OK);
  }

  @Test
  void aProofOfGrowthWithoutTheEarlierHeadShowsNothing(Scene scene) throws IOException {
    Path first = kept(scene, "first.txt");
    scene.run("custody", "note", "one more").ends(Exit.OK);
    Path proof = scene.folder().resolve("grown");
    scene.run("custody", "consistency", first, "--out", proof).ends(Exit.OK);
    Files.copy(scene.vault().resolve("custody/log.pub"), scene.folder().resolve("log.pub"));
    String said = "the proof itself was not checked, so nothing is shown by it";
    assertThat(scene.bare().run("verify", proof).ends(Exit.INCOMPLETE).out()).contains(said);
    // The earlier head may be among the files too.
    assertThat(scene.bare().run("verify", first, proof).ends(Exit.OK).out())
        .containsPattern("passed +log consistency");
    String good = Files.readString(proof);
    Files.writeString(proof, forged(proof, "old 5"));
    assertThat(scene.bare().run("verify", proof).exit()).isIn(Exit.INCOMPLETE, Exit.INTEGRITY);
    Files.writeString(proof, good.replaceFirst("\n[^\n]+\n\n", "\n\n"));
    assertThat(scene.bare().run("verify", proof).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +log consistency +the path has ");
  }

  private static void noMutantIsAccepted(Scene scene, Path file, List<Object> options)
      throws IOException {
    noMutantIsAccepted(scene, file, options, file);
  }

  private static void noMutantIsAccepted(
      Scene scene, Path file, List<Object> options, Path verified) throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at += 11) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at / 11 % 7);
      Files.write(file, bad);
      Object[] words = new Object[options.size() + 2];
      words[0] = "verify";
      for (int i = 0; i < options.size(); i++) {
        words[i + 1] = options.get(i);
      }
      words[words.length - 1] = verified;
      assertThat(scene.bare().run(words).exit()).as("byte %d", at).isNotZero();
    }
    Files.write(file, good);
  }

  @Test
  void aCorrectionIsAnEntryOfItsOwn(Scene scene) throws IOException {
    String before = Files.readString(scene.vault().resolve("custody/log.jsonl"));
    scene.run("custody", "note", "the operator was another", "--corrects", "2").ends(Exit.OK);
    String after = Files.readString(scene.vault().resolve("custody/log.jsonl"));
    assertThat(after).startsWith(before).contains("\"correctionOf\":2");
    scene.run("custody", "note", "x", "--corrects", "99").refuses(Exit.USAGE);
    scene.run("custody", "note").refuses(Exit.USAGE);
    scene.run("custody", "nonsense").refuses(Exit.USAGE);
  }

  /** Who holds the key can write another history; an earlier checkpoint shows it. */
  @Test
  void aLogWrittenAnewCutForkedOrReplayedIsFoundAgainstAnyEarlierCheckpoint(Scene scene)
      throws IOException {
    Path custody = scene.vault().resolve("custody");
    Path old = Tree.copy(custody, scene.folder().resolve("old"));
    Path early = kept(scene, "early.txt");
    scene.run("custody", "note", "a").ends(Exit.OK);
    Path late = kept(scene, "late.txt");
    Path present = Tree.copy(custody, scene.folder().resolve("present"));
    // Replayed: the log as it was before, whole and signed.
    put(old, custody);
    assertThat(verdict(scene, early)).contains("TRUNCATED");
    assertThat(verdict(scene, late)).contains("TRUNCATED");
    // Forked: the old log, continued otherwise with the right key.
    scene.run("custody", "note", "b").ends(Exit.OK);
    scene.run("custody", "note", "c").ends(Exit.OK);
    scene.run("custody", "note", "d").ends(Exit.OK);
    scene.run("custody", "note", "e").ends(Exit.OK);
    assertThat(scene.run("verify").ends(Exit.OK).out()).contains("nothing wrong was found");
    assertThat(verdict(scene, early)).contains("DIVERGED");
    assertThat(verdict(scene, late)).contains("DIVERGED");
    scene.run("custody", "consistency", late).refuses(Exit.INTEGRITY);
    // Cut: the last lines and their checkpoint are gone.
    put(present, custody);
    String log = Files.readString(custody.resolve("log.jsonl"));
    int cut = log.lastIndexOf('\n', log.length() - 2);
    Files.writeString(custody.resolve("log.jsonl"), log.substring(0, cut + 1));
    assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("TRUNCATED");
    // Half a line, as a crash leaves it.
    put(present, custody);
    Files.write(custody.resolve("log.jsonl"), (log + "{\"act").getBytes(StandardCharsets.UTF_8));
    assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("half-written");
    put(present, custody);
    assertThat(scene.run("verify", "--known-checkpoint", late).ends(Exit.OK).out())
        .contains("INTACT");
  }

  private static void put(Path from, Path to) throws IOException {
    Tree.delete(to);
    Tree.copy(from, to);
  }

  private static String verdict(Scene scene, Path known) throws IOException {
    return scene.run("verify", "--known-checkpoint", known).ends(Exit.INTEGRITY).out();
  }
}
