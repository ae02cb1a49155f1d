package org.palimpsest.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.seal.KeyKind;
import org.palimpsest.seal.KeySecret;
import org.palimpsest.seal.SealingKey;

/**
 * A PKCS#11 token in software, which SoftHSM plays. The environment of the tests says where its
 * configuration is, since the module reads it by itself.
 *
 * @param module the library
 * @param slot id of the token's slot
 * @param empty id of the slot that SoftHSM shows for a token to come
 */
record SoftToken(Path module, long slot, long empty) {

  static final String PIN = "271828";
  private static final List<String> PLACES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so",
          "/opt/homebrew/lib/softhsm/libsofthsm2.so");

  /** A new token; a test is skipped where there is no SoftHSM. */
  static SoftToken create(Path folder) throws IOException {
    String configuration = System.getenv("SOFTHSM2_CONF");
    assumeTrue(configuration != null, "SOFTHSM2_CONF is not set");
    assumeTrue(Script.isInstalled("softhsm2-util"), "softhsm2-util is not installed");
    Path module = PLACES.stream().map(Path::of).filter(Files::exists).findFirst().orElse(null);
    assumeTrue(module != null, "libsofthsm2.so is in none of the usual places");
    assumeTrue(Security.getProvider("SunPKCS11") != null, "this Java has no SunPKCS11");
    Path tokens = Files.createDirectories(folder);
    Files.writeString(
        Path.of(configuration),
        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    Script.Said made =
        Script.tool(
            folder,
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "palimpsest test",
            "--pin",
            PIN,
            "--so-pin",
            "31415926");
    Matcher slot = Pattern.compile("reassigned to slot (\\d+)").matcher(made.out());
    if (!slot.find()) {
      throw new AssertionError(made.out());
    }
    Script.Said shown = Script.tool(folder, "softhsm2-util", "--show-slots");
    Matcher empty =
        Pattern.compile("(?s)Slot (\\d+)\\s+Slot info:(?:(?!Slot \\d).)*Initialized: +no")
            .matcher(shown.out());
    if (!empty.find()) {
      throw new AssertionError(shown.out());
    }
    return new SoftToken(
        Objects.requireNonNull(module),
        Long.parseLong(slot.group(1)),
        Long.parseLong(empty.group(1)));
  }

  /** Makes keys with certificates and stores them under these labels. */
  void store(Map<String, KeyKind> kinds, Path folder) throws IOException, GeneralSecurityException {
    AuthProvider provider =
        (AuthProvider)
            Security.getProvider("SunPKCS11")
                .configure("--name = stored\nlibrary = " + module + "\nslot = " + slot);
    KeyStore token = KeyStore.getInstance("PKCS11", provider);
    token.load(null, PIN.toCharArray());
    SecureRandom random = new SecureRandom();
    for (Map.Entry<String, KeyKind> each : kinds.entrySet()) {
      SealingKey key =
          SealingKey.create(
              "Token Examiner", each.getValue(), Story.FIRST, Duration.ofDays(900), random);
      Path file = folder.resolve(each.getKey() + ".p12");
      Files.deleteIfExists(file);
      key.write(file, KeySecret.passphrase("moved".toCharArray()), random);
      KeyStore moved = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        moved.load(in, "moved".toCharArray());
      }
      String alias = moved.aliases().nextElement();
      token.setKeyEntry(
          each.getKey(),
          (PrivateKey) moved.getKey(alias, "moved".toCharArray()),
          null,
          moved.getCertificateChain(alias));
    }
    try {
      // Whoever is logged in is not asked for the PIN again, in one process.
      provider.logout();
    } catch (javax.security.auth.login.LoginException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** How the command line names a key on it. */
  String uri(String label) {
    return uri(slot, label, module);
  }

  static String uri(long slot, String label, Path module) {
    return "pkcs11:slot-id="
        + slot
        + (label.isEmpty() ? "" : ";object=" + label)
        + "?module-path="
        + module;
  }
}
