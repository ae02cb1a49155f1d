package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.testdata.LocalAuthority;

/** Trusted time from an authority that another implementation plays. */
@ExtendWith(Scenes.class)
final class TimeTest {

  @TempDir Path folder = Path.of(".");

  @BeforeEach
  void need() {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
  }

  private static Shell now(Scene scene) {
    return scene.shell().at(Instant.now());
  }

  @Test
  void aReportIsDatedWhenItIsMadeAndLater(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      String url = authority.serve();
      Path plain = scene.folder().resolve("plain");
      Path dated = scene.datedReport(url);
      now(scene).run("report", "imac:latest~1", "imac:latest", "--out", plain).ends(Exit.FINDINGS);
      assertThat(scene.bare().run("verify", plain).ends(Exit.OK).out())
          .contains("no trusted time")
          .doesNotContain("by a time authority");
      scene.bare().run("extend", plain, "--timestamp", url).ends(Exit.OK);
      scene.bare().run("extend", plain, "--timestamp", url).refuses(Exit.USAGE);
      for (Path report : List.of(dated, plain)) {
        Run run = scene.bare().run("verify", report, "--trust-time", authority.root());
        assertThat(run.ends(Exit.OK).out())
            .containsPattern("passed +seal timestamp +existed at ")
            .containsPattern("passed +pdf seal timestamp +existed at ")
            .containsPattern("passed +seal timestamp authority")
            .doesNotContain("no trusted time");
        Run stranger =
            scene
                .bare()
                .run(
                    "verify",
                    report,
                    "--trust-time",
                    scene.shell().keys().resolve("keys/signer.pem"));
        assertThat(stranger.ends(Exit.INTEGRITY).out()).contains("FAILED");
        Script.Said cms =
            Script.tool(
                report,
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "report.json.p7s",
                "-content",
                "report.json",
                "-CAfile",
                "signer.pem",
                "-purpose",
                "any",
                "-no_check_time",
                "-out",
                "/dev/null");
        assertThat(cms.exit()).as(cms.out()).isZero();
        if (Script.isInstalled("pdfsig")) {
          assertThat(Script.tool(report, "pdfsig", "report.pdf").out())
              .contains("Signature is Valid", "Total document signed");
        }
        if (Script.isInstalled("qpdf")) {
          assertThat(Script.tool(report, "qpdf", "--check", "report.pdf").exit()).isZero();
        }
        Script.Said script = Script.run("--trust-time", authority.root(), report);
        assertThat(script.exit()).as(script.out()).isZero();
        assertThat(script.out()).contains("dated Time stamp: ");
        assertThat(Script.run(report).exit()).isZero();
        assertThat(Script.run("--trust-time", report.resolve("signer.pem"), report).exit())
            .isNotZero();
      }
    }
  }

  @Test
  void aSealIsDatedByExchangingFiles(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Path proof = scene.folder().resolve("proof.json");
      now(scene).run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
      byte[] before = Files.readAllBytes(proof);
      Path query = folder.resolve("q.tsq");
      Path answer = folder.resolve("a.tsr");
      scene.bare().run("extend", proof, "--query", query).ends(Exit.OK);
      assertThat(proof).hasBinaryContent(before);
      Script.Said shown = Script.tool(folder, "openssl", "ts", "-query", "-in", query, "-text");
      assertThat(shown.out()).contains("Hash Algorithm: sha256", "Certificate required: yes");
      Path other = folder.resolve("other.tsq");
      scene.bare().run("extend", proof, "--query", other).ends(Exit.OK);
      Files.write(answer, authority.answer(Files.readAllBytes(other)));
      scene
          .bare()
          .run("extend", proof, "--query", query, "--response", answer)
          .refuses(Exit.INTEGRITY);
      assertThat(proof).hasBinaryContent(before);
      Files.write(answer, authority.answer(Files.readAllBytes(query)));
      scene.bare().run("extend", proof, "--query", query, "--response", answer).ends(Exit.OK);
      assertThat(scene.bare().run("verify", proof).ends(Exit.OK).out())
          .containsPattern("passed +proof seal timestamp");
      assertThat(Script.run(proof).exit()).isZero();
    }
  }

  @Test
  void aCheckpointIsDatedAndTheLogMustExtendItEverAfter(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      String url = authority.serve();
      scene.run("custody", "timestamp", "--timestamp", url).ends(Exit.OK);
      Path query = folder.resolve("q.tsq");
      scene.run("custody", "timestamp", "--query", query).ends(Exit.OK);
      scene.run("custody", "note", "meanwhile").ends(Exit.OK);
      Path answer = folder.resolve("a.tsr");
      Files.write(answer, authority.answer(Files.readAllBytes(query)));
      scene.run("custody", "timestamp", "--query", query, "--response", answer).ends(Exit.OK);
      Run run = scene.run("verify", "--trust-time", authority.root()).ends(Exit.OK);
      assertThat(run.out())
          .containsPattern("passed +custody time 5 +existed at")
          .containsPattern("passed +custody time 6 log +this log extends");
      assertThat(scene.run("doctor").out())
          .contains("the newest timestamp over the custody log holds until ");
      Path stamps = scene.vault().resolve("custody/stamps");
      Script.Said said =
          Script.tool(
              stamps,
              "openssl",
              "ts",
              "-verify",
              "-in",
              "5.tsr",
              "-data",
              "5.checkpoint",
              "-CAfile",
              authority.root());
      assertThat(said.out()).contains("Verification: OK");
      Script.Said script = Script.run(scene.vault().resolve("custody"), stamps.resolve("6.tsr"));
      assertThat(script.exit()).as(script.out()).isZero();
      assertThat(script.out()).contains("dated Time stamp: ");
      byte[] good = Files.readAllBytes(stamps.resolve("5.tsr"));
      byte[] bad = good.clone();
      bad[bad.length - 3] ^= 1;
      Files.write(stamps.resolve("5.tsr"), bad);
      assertThat(Script.run(scene.vault().resolve("custody")).exit()).isNotZero();
      assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("custody time 5");
      Files.write(stamps.resolve("5.tsr"), good);
      Files.delete(stamps.resolve("5.checkpoint"));
      scene.run("verify").ends(Exit.INTEGRITY);
    }
  }

  @Test
  void aTokenIsRefusedForEachReasonByName() throws Exception {
    byte[] content = "sealed".getBytes(StandardCharsets.UTF_8);
    var random = new java.security.SecureRandom();
    TimeQuery query = TimeQuery.over(content, random);
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("good"))) {
      TimeToken token = query.accept(authority.answer(query.der()));
      byte[] der = token.der();
      assertThat(TimeToken.check(der, content, java.util.Set.of(), "t").token()).isNotNull();
      assertThat(TimeToken.ofResponse(token.response()).time()).isEqualTo(token.time());
      assertThat(refused(der, "other".getBytes(StandardCharsets.UTF_8)))
          .contains("it is over something else");
      for (int at = 0; at < der.length; at += 2) {
        byte[] bad = der.clone();
        bad[at] ^= (byte) (1 << at / 3 % 8);
        assertThat(TimeToken.check(bad, content, java.util.Set.of(), "t").token())
            .as("byte %d", at)
            .isNull();
      }
      byte[] response = token.response();
      for (int at = 0; at < 12; at++) {
        byte[] bad = response.clone();
        bad[at] ^= 1;
        assertThat(isResponse(bad)).isFalse();
      }
      TimeQuery again = TimeQuery.over(content, random);
      assertThat(isAccepted(again, authority.answer(query.der()))).as("another nonce").isFalse();
      byte[] rejected = {0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02};
      assertThat(isAccepted(query, rejected)).as("rejected").isFalse();
      assertThat(isAccepted(query, new byte[0])).isFalse();
    }
    try (LocalAuthority mixed = LocalAuthority.mixed(folder.resolve("mixed"))) {
      assertThat(isAccepted(query, mixed.answer(query.der()))).isFalse();
    } catch (java.io.UncheckedIOException e) {
      assertThat(e).hasMessageContaining("openssl ts");
    }
  }

  private static List<String> refused(byte[] der, byte[] content) {
    List<String> reasons = new ArrayList<>();
    TimeToken.check(der, content, java.util.Set.of(), "t")
        .checks()
        .forEach(check -> reasons.add(check.detail()));
    return reasons;
  }

  private static boolean isAccepted(TimeQuery query, byte[] response) {
    try {
      TimeToken token = query.accept(response);
      return TimeToken.check(
                  token.der(), "sealed".getBytes(StandardCharsets.UTF_8), java.util.Set.of(), "t")
              .token()
          != null;
    } catch (TimeRefusedException e) {
      return false;
    }
  }

  private static boolean isResponse(byte[] response) {
    try {
      TimeToken.ofResponse(response);
      return true;
    } catch (TimeRefusedException e) {
      return false;
    }
  }

  @Test
  void anAuthorityThatFailsLeavesNothingBehind(Scene scene) throws IOException {
    Path out = scene.folder().resolve("report");
    Tree.Picture before = Tree.picture(scene.vault());
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      for (String url :
          List.of(
              authority.serve(query -> new byte[] {1, 2, 3}, 200),
              "http://127.0.0.1:1/tsr",
              "ftp://example.org",
              "nonsense")) {
        Run run =
            now(scene)
                .run("report", "imac:latest~1", "imac:latest", "--out", out, "--timestamp", url);
        assertThat(run.exit()).isIn(Exit.INTEGRITY, Exit.INCOMPLETE, Exit.USAGE);
        assertThat(run.causes()).hasSize(1);
        assertThat(run.hints()).hasSize(1);
        assertThat(out).doesNotExist();
      }
    }
    before.isStillTrue();
    scene.run("custody", "timestamp").refuses(Exit.USAGE);
    scene.run("extend", out, "--timestamp", "x", "--query", "y").refuses(Exit.USAGE);
  }

  @Test
  void noMutantOfADatedSealIsAccepted(Scene scene) throws Exception {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Path report = scene.datedReport(authority.serve());
      byte[] json = Files.readAllBytes(report.resolve("report.json"));
      byte[] good = Files.readAllBytes(report.resolve("report.json.p7s"));
      assertThat(SealCheck.detached(good, json, Trust.NONE).isSound()).isTrue();
      for (int at = 0; at < good.length; at += 3) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at / 3 % 8);
        assertThat(SealCheck.detached(bad, json, Trust.NONE).isSound()).as("byte %d", at).isFalse();
      }
    }
  }
}
