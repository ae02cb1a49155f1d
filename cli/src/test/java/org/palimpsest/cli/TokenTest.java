package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.seal.KeyKind;

/** A sealing key that stays on a PKCS#11 token. */
@ExtendWith(Scenes.class)
final class TokenTest {

  @TempDir Path folder = Path.of(".");

  private static Path ring(Scene scene) {
    return scene.shell().keys().resolve("keys");
  }

  @Test
  void aTokenIsNamedByAUri(Scene scene) throws Exception {
    Tree.Picture before = Tree.picture(ring(scene));
    Path text = Files.writeString(folder.resolve("no-library.so"), "text");
    Path pin = Files.writeString(folder.resolve("pin"), "1\n");
    for (String uri :
        List.of(
            "nonsense",
            "pkcs11:",
            "pkcs11:slot-id=1",
            "pkcs11:slot-id=one?module-path=" + text,
            "pkcs11:slot-id=1;slot-id=2?module-path=" + text,
            "pkcs11:token=name?module-path=" + text,
            "pkcs11:slot-id=1?module-path=" + text + "&pin-value=1",
            "pkcs11:slot-id=1?module-path=%zz",
            "pkcs11:slot-id=1?module-path=%ff",
            "pkcs11:slot-id=1?module-path=a%0Aname=b",
            "pkcs11:slot-id=1?module-path=" + folder.resolve("none"),
            "pkcs11:slot-id=1?module-path=" + text)) {
      Run run = scene.run("keys", "rotate", "--token", uri, "--pin-file", pin);
      run.refuses(Exit.USAGE);
      assertThat(run.err()).as(uri).contains("the token cannot be used: ");
    }
    scene
        .run("keys", "rotate", "--token", "pkcs11:", "--p12", text, "--pin-file", pin)
        .refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void aKeyOnATokenSealsAndIsExchangedAgain(Scene scene) throws Exception {
    SoftToken token = SoftToken.create(folder.resolve("tokens"));
    token.store(Map.of("seal", KeyKind.P256, "long", KeyKind.P384, "rsa", KeyKind.RSA), folder);
    Path right = Files.writeString(folder.resolve("right"), SoftToken.PIN + "\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "999999\n");
    scene.run("keys", "show").ends(Exit.OK);
    Tree.Picture before = Tree.picture(ring(scene));
    refused(scene, token.uri("seal"), wrong, "the PIN does not open the token");
    refused(scene, SoftToken.uri(2_000_000_001L, "seal", token.module()), right, "has no slot");
    refused(scene, SoftToken.uri(token.empty(), "seal", token.module()), right, "token");
    Run silent = scene.run("keys", "rotate", "--token", token.uri("seal"));
    silent.refuses(Exit.USAGE);
    assertThat(silent.err()).contains("needs its PIN");
    refused(scene, token.uri("other"), right, "no key of that label");
    refused(scene, token.uri(""), right, "several keys");
    before.isStillTrue();

    for (String label : List.of("long", "rsa", "seal")) {
      scene.run("keys", "rotate", "--token", token.uri(label), "--pin-file", right).ends(Exit.OK);
      Path out = scene.folder().resolve("report-" + label);
      Run report = scene.run("report", "imac:latest~1", "imac:latest", "--out", out);
      report.refuses(Exit.USAGE);
      assertThat(out).doesNotExist();
      scene
          .run("report", "imac:latest~1", "imac:latest", "--out", out, "--pin-file", right)
          .ends(Exit.FINDINGS);
      judged(scene, out);
    }
    assertThat(ring(scene).resolve("seal.p12")).doesNotExist();
    assertThat(Files.readString(ring(scene).resolve("seal.p11")).strip())
        .isEqualTo(token.uri("seal"));
    JsonNode shown = scene.run("keys", "--json").ends(Exit.OK).json().path("sealing").path(0);
    assertThat(shown.path("token").asText()).isEqualTo(token.uri("seal"));
    assertThat(shown.path("state").asText()).startsWith("in use since");
    Files.setPosixFilePermissions(ring(scene), PosixFilePermissions.fromString("rwx------"));
    assertThat(scene.run("doctor").out()).contains("the sealing key on a token");
    aRunSealsItsReport(scene, token, right);
    // What only the log signs needs no PIN.
    scene.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    Path proof = scene.folder().resolve("proof.json");
    scene
        .shell()
        .with(Map.of("PALIMPSEST_PIN_FILE", right.toString()))
        .run("prove", "imac:latest", "--message", "x", "--out", proof)
        .ends(Exit.OK);
    scene.bare().run("verify", proof).ends(Exit.OK);
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "latest", "--out", bag, "--pin-file", right).ends(Exit.OK);
    scene.bare().run("verify", bag).ends(Exit.OK);

    // Another key under the same label is not taken for the one that it was.
    token.store(Map.of("seal", KeyKind.P256), folder);
    Run other = scene.run("prove", "latest", "--message", "x", "--out", "x", "--pin-file", right);
    other.refuses(Exit.USAGE);
    assertThat(other.err()).contains("another key than before");
    // A token that is lost does not keep a new key from coming in its place.
    scene.run("keys", "rotate").ends(Exit.OK);
    assertThat(ring(scene).resolve("seal.p11")).doesNotExist();
    assertThat(ring(scene).resolve("seal.p12")).exists();
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof, "--json").ends(Exit.USAGE);
    assertThat(scene.run("verify", proof).ends(Exit.OK).out())
        .containsPattern("before the key was retired on ");
    assertThat(scene.run("verify").ends(Exit.OK).out()).contains("1 in use, 4 retired");
  }

  private static void refused(Scene scene, String uri, Path pin, String why) {
    Run run = scene.run("keys", "rotate", "--token", uri, "--pin-file", pin);
    run.refuses(Exit.USAGE);
    assertThat(run.err()).contains("the token cannot be used: ").contains(why);
  }

  private static void judged(Scene scene, Path report) throws java.io.IOException {
    scene.bare().run("verify", report).ends(Exit.OK);
    Script.Said script = Script.run(report);
    assertThat(script.exit()).as(script.out()).isZero();
    if (Script.isInstalled("pdfsig")) {
      assertThat(Script.tool(report, "pdfsig", "report.pdf").out()).contains("Signature is Valid");
    }
  }

  /** SoftHSM shows one token to a process, so this plays with the one that is there. */
  private static void aRunSealsItsReport(Scene scene, SoftToken token, Path pin) throws Exception {
    Shell shell = new Shell(scene.folder().resolve("runs")).at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    shell.run("keys", "rotate", "--token", token.uri("seal"), "--pin-file", pin).ends(Exit.OK);
    for (Path source : List.of(scene.story().imacBefore(), scene.story().imacAfter())) {
      Files.writeString(
          shell.keys().resolve("config.toml"),
          "[[source]]\npath = \"" + source + "\"\ndevice = \"imac\"\n");
      Run run = shell.run("run", "--pin-file", pin, "--json");
      assertThat(run.exit()).as(run.out()).isIn(Exit.OK, Exit.FINDINGS);
      shell.at(Story.SECOND);
    }
    assertThat(shell.run("custody", "log").ends(Exit.OK).out()).contains(" report ");
  }
}
