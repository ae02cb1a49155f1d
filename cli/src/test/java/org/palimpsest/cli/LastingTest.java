package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.LocalAuthority;

/** Seals that are to last: levels B-LT and B-LTA, evidence records, and their renewal. */
@ExtendWith(Scenes.class)
final class LastingTest {

  @TempDir Path folder = Path.of(".");

  @BeforeEach
  void need() {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
  }

  private static Path report(Scene scene, String... more) {
    Path out = scene.folder().resolve("report");
    Object[] words = new Object[5 + more.length];
    System.arraycopy(
        new Object[] {"report", "imac:latest~1", "imac:latest", "--out", out}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    scene.shell().at(Instant.now()).run(words).ends(Exit.FINDINGS);
    return out;
  }

  @Test
  void aReportIsMadeToLastAndRenewed(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      String url = authority.serve();
      Path report = report(scene);
      Shell bare = scene.bare();
      Path crl = Files.write(folder.resolve("root.crl"), authority.crl());
      bare.run("extend", report, "--level", "lt", "--crl", crl).refuses(Exit.USAGE);
      bare.run("extend", report, "--timestamp", url).ends(Exit.OK);
      bare.run("extend", report, "--level", "lt").refuses(Exit.USAGE);
      bare.run("extend", report, "--level", "lt", "--crl", report.resolve("signer.pem"))
          .refuses(Exit.USAGE);
      byte[] json = Files.readAllBytes(report.resolve("report.json"));
      byte[] seal = Files.readAllBytes(report.resolve("report.json.p7s"));
      bare.run("extend", report, "--level", "lt", "--crl", crl, "--cert", authority.root())
          .ends(Exit.OK);
      assertThat(bare.run("verify", report).ends(Exit.OK).out())
          .containsPattern("passed +seal validation data +1 certificates and 1 revocation lists")
          .containsPattern("passed +seal timestamp revocation +not revoked at ")
          .containsPattern("passed +pdf level +B-LT:");
      Script.Said printed =
          Script.tool(
              report,
              "openssl",
              "pkcs7",
              "-inform",
              "DER",
              "-in",
              "report.json.p7c",
              "-print_certs",
              "-noout");
      assertThat(printed.out()).contains("Test Time Root");
      bare.run("extend", report, "--level", "lta", "--timestamp", url).ends(Exit.OK);
      bare.run("extend", report, "--level", "lta", "--timestamp", url).ends(Exit.OK);
      Path sealed = report.resolve("report.json.p7s");
      bare.run("extend", sealed, "--level", "lta", "--timestamp", url, "--hash", "sha512")
          .ends(Exit.OK);
      assertThat(bare.run("verify", report, "--trust-time", authority.root()).ends(Exit.OK).out())
          .containsPattern("passed +seal level +3 archive timestamps .* renew before ")
          .containsPattern("passed +pdf level +B-LTA: .* renew before ")
          .containsPattern("passed +pdf archive timestamp 2");
      assertThat(report.resolve("report.json")).hasBinaryContent(json);
      assertThat(sealed).hasBinaryContent(seal);
      assertThat(Script.run(report).exit()).isZero();
      Path record = report.resolve("report.json.ers");
      byte[] good = Files.readAllBytes(record);
      for (int at = 0; at < good.length; at += Math.max(1, good.length / 3)) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % 8);
        Files.write(record, bad);
        assertThat(bare.run("verify", sealed.resolveSibling("report.json"), "--quiet").exit())
            .as("byte %d of the record", at)
            .isEqualTo(Exit.INTEGRITY);
      }
      Files.write(record, good);
      bare.run("extend", report, "--level", "lta", "--timestamp", url, "--crl", crl)
          .refuses(Exit.USAGE);
      bare.run("extend", report, "--level", "lx").refuses(Exit.USAGE);
      bare.run("extend", report, "--crl", crl, "--timestamp", url).refuses(Exit.USAGE);
    }
  }

  @Test
  void anAuthorityThatWasRevokedIsNamed(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Path crl = Files.write(folder.resolve("root.crl"), authority.crl(true));
      Path report = report(scene, "--timestamp", authority.serve());
      scene
          .bare()
          .run("extend", report, "--level", "lt", "--crl", crl, "--cert", authority.root())
          .ends(Exit.OK);
      assertThat(scene.bare().run("verify", report).ends(Exit.INTEGRITY).out())
          .containsPattern("FAILED +seal timestamp revocation +revoked by its issuer on ");
    }
  }

  /** A key is lost after a report was dated: all of the report holds, and each copy of it. */
  @Test
  void everySealOfAReportIsDated(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      String url = authority.serve();
      Path report = report(scene);
      // As versions did that left the commitments undated.
      for (String name : new String[] {"report.json.p7s", "report.pdf"}) {
        scene.bare().run("extend", report.resolve(name), "--timestamp", url).ends(Exit.OK);
      }
      scene.bare().run("extend", report, "--timestamp", url).ends(Exit.OK);
      scene.bare().run("extend", report, "--timestamp", url).refuses(Exit.USAGE);
      Path copy = scene.folder().resolve("redacted.json");
      scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
      Shell later = scene.shell().at(Instant.now().plusSeconds(600));
      long entry =
          later.run("keys", "revoke", "--json").ends(Exit.OK).json().path("entry").asLong();
      Path told = scene.folder().resolve("told");
      later.run("custody", "prove", entry, "--out", told).ends(Exit.OK);
      Path shown = told.resolve("entry-" + entry + ".tlog-proof");
      for (Path sealed : new Path[] {report, copy}) {
        assertThat(
                scene
                    .bare()
                    .run("verify", sealed, shown, "--trust-time", authority.root())
                    .ends(Exit.OK)
                    .out())
            .containsPattern("passed +(redacted )?seal key +.* by a trusted time authority");
        assertThat(scene.bare().run("verify", sealed, shown).ends(Exit.INTEGRITY).out())
            .containsPattern("FAILED +(redacted )?seal key ");
      }
      Script.Said said = Script.run("--trust-time", authority.root(), copy);
      assertThat(said.exit()).as(said.out()).isZero();
      assertThat(said.out()).contains("dated Time stamp: ");
    }
  }

  @Test
  void aSealIsArchivedByExchangingFiles(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Path report = report(scene, "--timestamp", authority.serve());
      Path query = folder.resolve("q.tsq");
      Path answer = folder.resolve("a.tsr");
      for (String name : new String[] {"report.json.p7s", "report.pdf"}) {
        Path file = report.resolve(name);
        Files.deleteIfExists(query);
        scene.bare().run("extend", file, "--level", "lta", "--query", query).ends(Exit.OK);
        Files.write(answer, authority.answer(Files.readAllBytes(query)));
        scene
            .bare()
            .run("extend", file, "--level", "lta", "--query", query, "--response", answer)
            .ends(Exit.OK);
      }
      assertThat(scene.bare().run("verify", report).ends(Exit.OK).out())
          .containsPattern("passed +seal level +1 archive timestamps")
          .containsPattern("passed +pdf level +B-LTA");
    }
  }

  @Test
  void aSeriesOfSnapshotsHasAnEvidenceRecordThatIsRenewed(Scene scene) throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      String url = authority.serve();
      scene.run("custody", "evidence", "--timestamp", url).ends(Exit.OK);
      assertThat(
              scene
                  .run("custody", "evidence", "--timestamp", url, "--json")
                  .json()
                  .path("timestamps")
                  .asInt())
          .isEqualTo(2);
      scene.run("custody", "evidence", "--timestamp", url, "--hash", "sha512").ends(Exit.OK);
      assertThat(scene.run("verify", "--trust-time", authority.root()).ends(Exit.OK).out())
          .containsPattern("passed +evidence record 5 series +4 snapshots, renew before ")
          .containsPattern("passed +evidence record 5 log +this log extends");
      assertThat(scene.run("doctor").out())
          .contains("the evidence record over the snapshots holds");
      Path kept = scene.vault().resolve("custody/evidence");
      Path query = folder.resolve("q.tsq");
      scene.run("snapshot", scene.story().imacAfter(), "--device", "third").ends(Exit.OK);
      scene.run("custody", "evidence", "--query", query).ends(Exit.OK);
      scene.run("custody", "note", "meanwhile").ends(Exit.OK);
      Path answer = Files.write(folder.resolve("a"), authority.answer(Files.readAllBytes(query)));
      scene.run("custody", "evidence", "--query", query, "--response", answer).ends(Exit.OK);
      assertThat(scene.run("verify").ends(Exit.OK).out()).contains("5 snapshots, renew before");
      for (String name : new String[] {"5.ers", "5.list", "5.checkpoint"}) {
        byte[] good = Files.readAllBytes(kept.resolve(name));
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        Files.write(kept.resolve(name), bad);
        assertThat(scene.run("verify").ends(Exit.INTEGRITY).out())
            .as(name)
            .contains("evidence record 5");
        Files.write(kept.resolve(name), good);
      }
      Files.delete(kept.resolve("5.list"));
      scene.run("verify").ends(Exit.INTEGRITY);
    }
  }

  /** Whoever has a lost key can run a time authority too. */
  @Test
  void aTimestampSavesASealByARevokedKeyOnlyIfItsAuthorityIsTrusted(Scene scene)
      throws IOException {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Path proof = scene.folder().resolve("proof.json");
      scene
          .shell()
          .at(Instant.now())
          .run(
              "prove",
              "imac:latest",
              "--message",
              "x",
              "--out",
              proof,
              "--timestamp",
              authority.serve())
          .ends(Exit.OK);
      Shell later = scene.shell().at(Instant.now().plusSeconds(600));
      long entry =
          later
              .run("keys", "revoke", "--reason", "lost", "--json")
              .ends(Exit.OK)
              .json()
              .path("entry")
              .asLong();
      Path told = scene.folder().resolve("told");
      later.run("custody", "prove", entry, "--out", told).ends(Exit.OK);
      Path shown = told.resolve("entry-" + entry + ".tlog-proof");
      assertThat(scene.bare().run("verify", proof, shown).ends(Exit.INTEGRITY).out())
          .containsPattern("FAILED +proof seal key +.*only the signer's own word");
      assertThat(
              scene
                  .bare()
                  .run("verify", proof, shown, "--trust-time", authority.root())
                  .ends(Exit.OK)
                  .out())
          .containsPattern("passed +proof seal key +.* by a trusted time authority");
    }
  }
}
