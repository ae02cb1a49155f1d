package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.json.Json;

/** Seals that openssl takes and that are none, and whom {@code --trust} vouches for. */
@ExtendWith(Scenes.class)
final class ScriptSealTest {

  private static final String SIGN =
      "openssl cms -sign -binary -in report.json -outform DER -out report.json.p7s ";
  private static final String USUAL = "-signer c.pem -inkey c.k -md sha256 -cades";

  /** A folder with a report of somebody who has a key and a certificate by these commands. */
  private static Path made(Scene scene, String name, String commands) throws Exception {
    Path report = scene.folder().resolve("report");
    if (!Files.exists(report)) {
      scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    }
    Path folder = Files.createDirectories(scene.folder().resolve(name));
    sh(folder, commands);
    String fingerprint =
        sh(folder, "openssl x509 -in c.pem -outform DER | sha256sum").out().substring(0, 64);
    ObjectNode document = (ObjectNode) Json.read(Files.readAllBytes(report.resolve("report.json")));
    ((ObjectNode) document.path("verification").path("signer")).put("fingerprint", fingerprint);
    Files.write(folder.resolve("report.json"), Json.canonical(document));
    return folder;
  }

  private static Script.Said sh(Path folder, String commands) throws IOException {
    Script.Said said = Script.tool(folder, "sh", "-ec", commands);
    assertThat(said.exit()).as(said.out()).isZero();
    return said;
  }

  private static String self(String kind) {
    return "openssl req -x509 -newkey "
        + kind
        + " -nodes -keyout c.k -out c.pem -days 30"
        + " -subj /CN=Other 2>/dev/null";
  }

  private static void isRefused(Scene scene, Path folder, String which) throws IOException {
    scene.bare().run("verify", folder).ends(Exit.INTEGRITY);
    Script.Said said = Script.run(folder);
    assertThat(said.exit()).as("%s: %s", which, said.out()).isNotZero();
    assertThat(said.out()).as(which).contains("FAILED: ");
  }

  @Test
  void aSealHasOneForm(Scene scene) throws Exception {
    Path folder = made(scene, "p256", self("ec -pkeyopt ec_paramgen_curve:P-256"));
    sh(folder, SIGN + USUAL);
    Script.Said good = Script.run(folder);
    assertThat(good.exit()).as(good.out()).isZero();
    for (String otherwise :
        new String[] {
          "-signer c.pem -inkey c.k -md sha1 -cades",
          "-signer c.pem -inkey c.k -md sha224 -cades",
          "-signer c.pem -inkey c.k -md sha512 -cades",
          "-signer c.pem -inkey c.k -md sha256",
          "-signer c.pem -inkey c.k -md sha256 -noattr",
          USUAL + " -nodetach",
          USUAL + " -keyid",
          USUAL + " && printf x >> report.json.p7s",
          USUAL + " -certfile c.pem -certfile ../foreign.pem"
        }) {
      Files.write(
          scene.folder().resolve("foreign.pem"),
          Files.readAllBytes(scene.folder().resolve("report/signer.pem")));
      sh(folder, SIGN + otherwise);
      isRefused(scene, folder, otherwise);
    }
  }

  @Test
  void aWeakKeyMakesNoSeal(Scene scene) throws Exception {
    for (Map.Entry<String, Boolean> kind :
        Map.of(
                "rsa:1024", false,
                "rsa:2048", false,
                "rsa:3072", true,
                "ec -pkeyopt ec_paramgen_curve:secp256k1", false,
                "ec -pkeyopt ec_paramgen_curve:P-521", false)
            .entrySet()) {
      Path folder = made(scene, kind.getKey().replaceAll("\\W", ""), self(kind.getKey()));
      sh(folder, SIGN + USUAL);
      if (kind.getValue()) {
        scene.bare().run("verify", folder).ends(Exit.OK);
        Script.Said said = Script.run(folder);
        assertThat(said.exit()).as(said.out()).isZero();
      } else {
        isRefused(scene, folder, kind.getKey());
      }
    }
  }

  @Test
  void aCertificateThatIsNotForSignaturesMakesNone(Scene scene) throws Exception {
    String curve = "ec -pkeyopt ec_paramgen_curve:P-256";
    Path folder = made(scene, "usage", self(curve) + " -addext keyUsage=keyAgreement");
    sh(folder, SIGN + USUAL);
    isRefused(scene, folder, "usage");
  }

  /** A root of one kind, and whoever it issued a certificate to. */
  private static String issued(String extensions) {
    return "openssl ecparam -genkey -name prime256v1 -noout -out ca.k;"
        + " openssl ecparam -genkey -name prime256v1 -noout -out c.k;"
        + " openssl req -new -key ca.k -subj /CN=Root -out ca.csr;"
        + " openssl req -new -key c.k -subj /CN=Other -out c.csr;"
        + " printf '"
        + extensions
        + "' > ca.ext;"
        + " printf 'basicConstraints=CA:FALSE\\nkeyUsage=digitalSignature\\n' > c.ext;"
        + " openssl x509 -req -in ca.csr -signkey ca.k -days 30 -out ca.pem 2>/dev/null"
        + (extensions.isEmpty() ? ";" : " -extfile ca.ext;")
        + " openssl x509 -req -in c.csr -CA ca.pem -CAkey ca.k -CAcreateserial -days 30"
        + " -extfile c.ext -out c.pem 2>/dev/null";
  }

  @Test
  void onlyAnAuthorityVouchesForOthers(Scene scene) throws Exception {
    for (Map.Entry<String, Boolean> root :
        Map.of(
                "basicConstraints=critical,CA:TRUE\\n", true,
                "", false,
                "keyUsage=keyCertSign\\n", false,
                "nsCertType=sslCA,objCA\\n", false,
                "basicConstraints=CA:FALSE\\n", false)
            .entrySet()) {
      Path folder =
          made(
              scene, "root" + Integer.toHexString(root.getKey().hashCode()), issued(root.getKey()));
      sh(folder, SIGN + USUAL);
      Path ca = folder.resolve("ca.pem");
      scene
          .bare()
          .run("verify", folder, "--trust", ca)
          .ends(root.getValue() ? Exit.OK : Exit.INTEGRITY);
      Script.Said said = Script.run("--trust", ca, folder);
      assertThat(said.exit() == 0).as(root + said.out()).isEqualTo(root.getValue());
      // Whoever is named is trusted for themselves.
      assertThat(Script.run("--trust", folder.resolve("c.pem"), folder).exit()).isZero();
    }
  }

  /** Only those that are named are trusted, and not those that a system trusts by itself. */
  @Test
  void theAuthoritiesOfTheSystemVouchForNobody(Scene scene) throws Exception {
    Path folder = made(scene, "system", issued("basicConstraints=critical,CA:TRUE\\n"));
    sh(folder, SIGN + USUAL);
    sh(folder, "mkdir certs; cp ca.pem certs/$(openssl x509 -in ca.pem -noout -hash).0");
    Path own = scene.folder().resolve("report/signer.pem");
    Script.Said said =
        Script.tool(
            Path.of("..", "docs"),
            "env",
            "SSL_CERT_DIR=" + folder.resolve("certs").toAbsolutePath(),
            "python3",
            "verify.py",
            "--trust",
            own.toAbsolutePath(),
            folder.toAbsolutePath());
    assertThat(said.exit()).as(said.out()).isNotZero();
    scene.bare().run("verify", folder, "--trust", own).ends(Exit.INTEGRITY);
  }

  @Test
  void whoeverIsNotTrustedIsRefused(Scene scene) throws Exception {
    Path stranger =
        made(scene, "stranger", self("ec -pkeyopt ec_paramgen_curve:P-256")).resolve("c.pem");
    Path report = scene.folder().resolve("report");
    Path bag = scene.folder().resolve("bag");
    Path proof = scene.folder().resolve("proof.json");
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
    for (Path file : new Path[] {report, bag, proof, copy}) {
      Script.Said own = Script.run("--trust", report.resolve("signer.pem"), file);
      assertThat(own.exit()).as(own.out()).isZero();
      Script.Said other = Script.run("--trust", stranger, file);
      assertThat(other.exit()).as(other.out()).isNotZero();
      assertThat(other.out()).contains("no trusted certificate that may issue others");
    }
  }
}
