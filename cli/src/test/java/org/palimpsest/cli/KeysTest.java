package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.LogKey;

/** Sealing keys that are exchanged, retired, and revoked when somebody else may have them. */
@ExtendWith(Scenes.class)
final class KeysTest {

  private static Path report(Scene scene, Shell shell, String name) {
    Path out = scene.folder().resolve(name);
    shell.run("report", "imac:latest~1", "imac:latest", "--out", out).ends(Exit.FINDINGS);
    return out;
  }

  private static Path ring(Scene scene) {
    return scene.shell().keys().resolve("keys");
  }

  private static Shell later(Scene scene, int minutes) {
    return scene.shell().at(Story.SECOND.plusSeconds(60L * minutes));
  }

  @Test
  void whatARetiredKeySealedHolds(Scene scene) throws IOException {
    Path before = report(scene, scene.shell(), "before");
    Path proof = scene.folder().resolve("proof.json");
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    byte[] old = Files.readAllBytes(ring(scene).resolve("seal.p12"));
    JsonNode shown = scene.run("keys", "--json").ends(Exit.OK).json();
    String first = shown.path("sealing").path(0).path("fingerprint").asText();
    assertThat(shown.path("sealing").path(0).path("fingerprintWords").asText())
        .matches("([a-z]+-){7}[a-z]+");
    JsonNode changed = later(scene, 30).run("keys", "rotate", "--json").ends(Exit.OK).json();
    String second = changed.path("fingerprint").asText();
    assertThat(second).isNotEqualTo(first);
    assertThat(Files.readAllBytes(ring(scene).resolve("seal.p12"))).isNotEqualTo(old);
    assertThat(ring(scene).resolve("seal.p12.new")).doesNotExist();
    assertThat(scene.run("keys").ends(Exit.OK).out())
        .contains(first, second, "in use since", "retired on ");
    Path after = report(scene, later(scene, 40), "after");
    for (Path sealed : List.of(before, proof)) {
      assertThat(scene.run("verify", sealed).ends(Exit.OK).out())
          .containsPattern("passed +(proof )?seal key +sealed at .* before the key was retired on ")
          .containsPattern("passed +(proof )?seal identity +the signer's certificate is trusted");
      scene.bare().run("verify", sealed).ends(Exit.OK);
    }
    assertThat(scene.run("verify", after).ends(Exit.OK).out())
        .containsPattern("passed +seal key +in use since ")
        .contains(second);
    assertThat(scene.run("verify").ends(Exit.OK).out())
        .containsPattern("passed +sealing keys +1 in use, 1 retired, 0 revoked");
    Script.Said sums = Script.tool(ring(scene), "sha256sum", "-c", "--quiet", "SHA256SUMS");
    assertThat(sums.exit()).as(sums.out()).isZero();
  }

  @Test
  void aSecondSealLiesBesideTheFirst(Scene scene) throws IOException {
    JsonNode made = later(scene, 30).run("keys", "second", "--json").ends(Exit.OK).json();
    JsonNode shown = scene.run("keys", "--json").ends(Exit.OK).json();
    assertThat(shown.path("second").path("fingerprint")).isEqualTo(made.path("fingerprint"));
    assertThat(shown.path("sealing")).hasSize(1);
    Path out = report(scene, later(scene, 40), "both");
    assertThat(scene.run("verify", out).ends(Exit.OK).out())
        .containsPattern("passed +ML-DSA signature ")
        .containsPattern("passed +ML-DSA identity +the signer's certificate is trusted")
        .containsPattern("passed +ML-DSA key +in use since ");
    assertThat(
            scene
                .bare()
                .run("verify", out, "--trust", out.resolve("signer.pem"))
                .ends(Exit.OK)
                .out())
        .containsPattern("passed +seal identity ")
        .containsPattern("not-checked +ML-DSA identity ");
    Path seal = out.resolve("report.json.mldsa65.p7s");
    byte[] bytes = Files.readAllBytes(seal);
    bytes[bytes.length / 2] ^= 1;
    Files.write(seal, bytes);
    assertThat(scene.run("verify", out).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +ML-DSA");
    bytes[bytes.length / 2] ^= 1;
    Files.write(seal, bytes);
    later(scene, 50)
        .run("keys", "revoke", made.path("fingerprint").asText(), "--since", "2026-01-01T00:00:00Z")
        .ends(Exit.OK);
    assertThat(scene.run("verify", out).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +ML-DSA key ")
        .containsPattern("passed +seal key ");
    Path refused = scene.folder().resolve("refused");
    later(scene, 60)
        .run("report", "imac:latest~1", "imac:latest", "--out", refused)
        .ends(Exit.USAGE);
    assertThat(refused).doesNotExist();
    later(scene, 70).run("keys", "second").ends(Exit.OK);
    report(scene, later(scene, 80), "again");
    assertThat(scene.run("verify").ends(Exit.OK).out())
        .containsPattern("passed +sealing keys +2 in use, 0 retired, 1 revoked");
  }

  /** Whoever kept the old key files can go on sealing with them; it shows. */
  @Test
  void aSealByARetiredKeyMadeAfterwardsIsRefused(Scene scene) throws IOException {
    Scene thief = scene.copy(scene.folder().resolve("thief"));
    later(scene, 30).run("keys", "rotate").ends(Exit.OK);
    Path forged = report(thief, later(thief, 90), "forged");
    assertThat(scene.run("verify", forged).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +seal key +sealed at .* by a key that was retired on ");
    Run refused =
        new Shell(scene.folder())
            .withKeys(thief.shell().keys())
            .at(Story.SECOND.plusSeconds(6000))
            .run("report", "imac:latest~1", "imac:latest", "--out", scene.folder().resolve("x"));
    refused.refuses(Exit.USAGE);
    assertThat(refused.err()).contains("retired in this vault's custody log");
  }

  @Test
  void aRevokedKeySealsNothingMoreAndWhatTheLogNamesHolds(Scene scene) throws IOException {
    Path honest = report(scene, scene.shell(), "honest");
    Scene thief = scene.copy(scene.folder().resolve("thief"));
    JsonNode revoked =
        later(scene, 60)
            .run("keys", "revoke", "--reason", "laptop stolen", "--json")
            .ends(Exit.OK)
            .json();
    assertThat(revoked.path("fingerprint").asText()).hasSize(64);
    // Dated back, as whoever has the key can.
    Path forged = report(thief, thief.shell(), "forged");
    assertThat(scene.run("verify", honest).ends(Exit.OK).out())
        .containsPattern(
            "passed +seal key +the key was revoked as of .* \\(laptop stolen\\); entry \\d+ of the"
                + " custody log, of .*, names what was sealed")
        .containsPattern("passed +pdf seal key ");
    assertThat(scene.run("verify", forged).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +seal key +the key was revoked .* only the signer's own word");
    Path told = scene.folder().resolve("told");
    long entry = revoked.path("entry").asLong();
    scene.run("custody", "prove", entry, "--out", told).ends(Exit.OK);
    Path proof = told.resolve("entry-" + entry + ".tlog-proof");
    scene.bare().run("verify", forged).ends(Exit.OK);
    assertThat(scene.bare().run("verify", forged, proof).ends(Exit.INTEGRITY).out())
        .contains("laptop stolen");
    byte[] line = Files.readAllBytes(told.resolve("entry-" + entry + ".json"));
    line[line.length / 2] ^= 1;
    Files.write(told.resolve("entry-" + entry + ".json"), line);
    scene.bare().run("verify", forged, proof).ends(Exit.INTEGRITY);
    scene
        .run(
            "keys",
            "revoke",
            scene.run("keys", "--json").json().path("sealing").path(1).path("fingerprint").asText())
        .refuses(Exit.USAGE);
    assertThat(scene.run("verify").ends(Exit.OK).out())
        .containsPattern("passed +sealing keys +1 in use, 0 retired, 1 revoked");
  }

  /** Anybody can keep a log that calls anybody's key revoked. */
  @Test
  void anotherLogRevokesNothing(Scene scene) throws Exception {
    Path report = report(scene, scene.shell(), "report");
    Path proof = scene.folder().resolve("proof.json");
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag, "--report", report).ends(Exit.OK);
    Path pdf = Files.copy(report.resolve("report.pdf"), scene.folder().resolve("alone.pdf"));
    String named =
        scene.run("keys", "--json").json().path("sealing").path(0).path("fingerprint").asText();
    Shell stranger = new Shell(scene.folder().resolve("stranger")).at(Story.SECOND);
    stranger.run("init").ends(Exit.OK);
    Entry entry =
        Entry.of(Story.SECOND, Action.KEY)
            .purpose("sealing key revoked")
            .objects(List.of(Workspace.item(Sha256.parse(named), 0, KeyHistory.Role.REVOKED)))
            .method(List.of(KeyHistory.since(Story.FIRST)));
    LogKey key = KeyRing.openLogKey(stranger.keys().resolve("keys"), null);
    long seq = CustodyLog.open(stranger.vault().resolve("custody")).append(entry, key).seq();
    Path told = scene.folder().resolve("told");
    stranger.run("custody", "prove", seq, "--out", told).ends(Exit.OK);
    Path shown = told.resolve("entry-" + seq + ".tlog-proof");
    for (Path sealed : List.of(report, proof, copy, pdf)) {
      assertThat(scene.bare().run("verify", sealed, shown).ends(Exit.OK).out())
          .containsPattern(
              "not-checked +((proof|redacted|pdf) )?seal key +an entry says that this key was"
                  + " revoked, of a log that the document is not shown to be of");
    }
    scene.bare().run("verify", bag, shown).ends(Exit.OK);
    long own =
        later(scene, 60)
            .run("keys", "revoke", "--since", "2026-01-01T00:00:00Z", "--json")
            .json()
            .path("entry")
            .asLong();
    Path ours = scene.folder().resolve("ours");
    scene.run("custody", "prove", own, "--out", ours).ends(Exit.OK);
    Path counts = ours.resolve("entry-" + own + ".tlog-proof");
    for (Path sealed : List.of(report, proof, copy, pdf, bag)) {
      assertThat(scene.bare().run("verify", sealed, shown, counts).ends(Exit.INTEGRITY).out())
          .containsPattern("FAILED +.*seal key +the key was revoked as of ");
    }
  }

  @Test
  void aPackageTellsOfItsKeys(Scene scene) throws IOException {
    Path honest = report(scene, scene.shell(), "honest");
    later(scene, 60).run("keys", "revoke").ends(Exit.OK);
    Path bag = scene.folder().resolve("bag");
    later(scene, 70).run("package", "imac:latest", "--out", bag, "--report", honest).ends(Exit.OK);
    assertThat(scene.bare().run("verify", bag).ends(Exit.OK).out())
        .containsPattern("passed +package seal key +in use since ")
        .containsPattern("passed +seal key +the key was revoked");
    assertThat(Script.run(bag).exit()).isZero();
  }

  /** A copy of the keys from before an exchange is a way back to work, not a dead end. */
  @Test
  void keysFromACopyThatIsOldAreExchanged(Scene scene) throws IOException {
    for (String happened : List.of("rotate", "revoke")) {
      Path copy = Tree.copy(ring(scene), scene.folder().resolve("copy-" + happened));
      later(scene, 30).run("keys", happened).ends(Exit.OK);
      Tree.delete(ring(scene));
      Tree.copy(copy, ring(scene));
      Path proof = scene.folder().resolve("proof-" + happened);
      Tree.Picture before = Tree.picture(scene.folder());
      later(scene, 40)
          .run("prove", "imac:latest", "--message", "x", "--out", proof)
          .refuses(Exit.USAGE);
      before.isStillTrue();
      later(scene, 50).run("keys", "rotate").ends(Exit.OK);
      later(scene, 60).run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
      assertThat(scene.run("verify", proof).ends(Exit.OK).out())
          .containsPattern("passed +proof seal key +in use since ");
    }
    assertThat(scene.run("verify").ends(Exit.OK).out())
        .containsPattern("passed +sealing keys +1 in use, ");
  }

  @Test
  void aKeyThatTheLogWouldNotTakeIsRefusedBeforeAnythingChanges(Scene scene) throws IOException {
    Path copy = Tree.copy(ring(scene), scene.folder().resolve("copy"));
    later(scene, 30).run("keys", "rotate").ends(Exit.OK);
    Tree.Picture before = Tree.picture(scene.folder());
    for (Path from : List.of(ring(scene), copy)) {
      Run refused =
          later(scene, 40)
              .run(
                  "keys",
                  "rotate",
                  "--p12",
                  from.resolve("seal.p12"),
                  "--p12-passphrase-file",
                  from.resolve("secret"));
      refused.refuses(Exit.USAGE);
      assertThat(refused.err()).contains(from.equals(copy) ? "was retired" : "the one in use");
    }
    before.isStillTrue();
  }

  /** What would not verify is not given away. */
  @Test
  void aCertificateThatHasEndedSealsNothing(Scene scene) throws IOException {
    Path honest = report(scene, scene.shell(), "honest");
    Shell late = scene.shell().at(Story.SECOND.plus(java.time.Duration.ofDays(4000)));
    Tree.Picture before = Tree.picture(scene.folder());
    Path out = scene.folder().resolve("out");
    for (Object[] words :
        List.<Object[]>of(
            new Object[] {"report", "imac:latest~1", "imac:latest", "--out", out},
            new Object[] {"package", "imac:latest", "--out", out, "--report", honest},
            new Object[] {"prove", "imac:latest", "--message", "x", "--out", out})) {
      Run refused = late.run(words);
      refused.refuses(Exit.USAGE);
      assertThat(refused.err()).contains("ended on ", "palimpsest keys rotate");
    }
    before.isStillTrue();
    late.run("keys", "rotate").ends(Exit.OK);
    late.run("prove", "imac:latest", "--message", "x", "--out", out).ends(Exit.OK);
  }

  @Test
  void keysOfEachKindAndFromAnAuthority(Scene scene) throws IOException {
    for (String kind : List.of("p384", "rsa3072")) {
      scene.run("keys", "rotate", "--algorithm", kind).ends(Exit.OK);
      Path out = report(scene, scene.shell(), kind);
      assertThat(scene.run("verify", out).ends(Exit.OK).out())
          .contains(kind.equals("p384") ? "ECDSA P384 with SHA-384" : "RSA PKCS#1 v1.5");
      assertThat(Script.run(out).exit()).isZero();
    }
    scene.run("keys", "rotate", "--algorithm", "dsa").refuses(Exit.USAGE);
    scene.run("keys", "spin").refuses(Exit.USAGE);
    scene.run("keys", "rotate", "--since", "2026-01-01T00:00:00Z").refuses(Exit.USAGE);
    scene.run("keys", "revoke", "--since", "2036-01-01T00:00:00Z").refuses(Exit.USAGE);
    scene.run("keys", "revoke", "00000000").refuses(Exit.USAGE);
    assumeTrue(Script.isInstalled("openssl"), "openssl is not installed");
    Path ca = Files.createDirectories(scene.folder().resolve("ca"));
    Files.writeString(ca.resolve("pass"), "secret\n");
    Files.writeString(
        ca.resolve("make.sh"),
        """
        set -e
        openssl req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.pem -subj "/CN=Office CA" -days 3000 2>/dev/null
        openssl ecparam -name prime256v1 -genkey -noout -out own.key
        openssl req -new -key own.key -subj "/CN=A. Examiner" -out own.csr
        openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2000 -sha256 -out own.pem 2>/dev/null
        openssl pkcs12 -export -inkey own.key -in own.pem -certfile ca.pem -passout file:pass -out own.p12
        printf 'keyUsage=critical,keyEncipherment' > usage
        openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2000 -sha256 -extfile usage -out bad.pem 2>/dev/null
        openssl pkcs12 -export -inkey own.key -in bad.pem -certfile ca.pem -passout file:pass -out bad.p12
        """);
    Script.Said made = Script.tool(ca, "sh", "make.sh");
    assertThat(made.exit()).as(made.out()).isZero();
    Shell real = scene.shell().at(java.time.Instant.now().plusSeconds(60));
    Tree.Picture before = Tree.picture(scene.folder());
    Run refused =
        real.run(
            "keys",
            "rotate",
            "--p12",
            ca.resolve("bad.p12"),
            "--p12-passphrase-file",
            ca.resolve("pass"));
    refused.refuses(Exit.USAGE);
    assertThat(refused.err()).contains("not for signatures");
    before.isStillTrue();
    real.run(
            "keys",
            "rotate",
            "--p12",
            ca.resolve("own.p12"),
            "--p12-passphrase-file",
            ca.resolve("pass"))
        .ends(Exit.OK);
    Path out = report(scene, real, "ca-report");
    assertThat(scene.bare().run("verify", out, "--trust", ca.resolve("ca.pem")).ends(Exit.OK).out())
        .containsPattern("passed +seal identity +a trusted certificate stands above");
    Files.writeString(ca.resolve("pass"), "other\n");
    real.run(
            "keys",
            "rotate",
            "--p12",
            ca.resolve("own.p12"),
            "--p12-passphrase-file",
            ca.resolve("pass"))
        .refuses(Exit.USAGE);
    real.run("keys", "rotate", "--p12", ca.resolve("none")).refuses(Exit.USAGE);
  }
}
