package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.SealCheck;

/** Looks at the keys: are they there, who may read them, until when do they hold. */
final class KeyExamination {

  private static final Duration SOON = Duration.ofDays(60);

  private final Surroundings surroundings;
  private final Diagnosis diagnosis;

  KeyExamination(Surroundings surroundings, Diagnosis diagnosis) {
    this.surroundings = surroundings;
    this.diagnosis = diagnosis;
  }

  void run() throws IOException {
    Path folder = surroundings.keys();
    if (!KeyRing.exists(folder)) {
      diagnosis.warning("keys", "there are none", "make them: palimpsest init");
      return;
    }
    String opened =
        (KeyRing.needsPassphrase(folder) ? ", opened by a passphrase" : ", opened by a file")
            + (Files.exists(folder.resolve("seal.p11")) ? ", the sealing key on a token" : "");
    if (isOpenToOthers(folder)) {
      diagnosis.warning(
          "keys",
          "other accounts may look into " + folder,
          "take their rights away: chmod 700 " + folder);
    } else {
      diagnosis.ok("keys", "at " + folder + opened);
    }
    certificate(folder);
  }

  static boolean isOpenToOthers(Path folder) throws IOException {
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
      return rights.contains(PosixFilePermission.OTHERS_READ)
          || rights.contains(PosixFilePermission.GROUP_READ)
          || rights.contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private void certificate(Path folder) throws IOException {
    X509Certificate certificate;
    try {
      certificate =
          SealCheck.readAnchors(Files.readAllBytes(folder.resolve("signer.pem"))).iterator().next();
    } catch (CertificateException | java.nio.file.NoSuchFileException e) {
      diagnosis.problem(
          "keys", "the certificate is missing or damaged", "restore the keys folder from its copy");
      return;
    }
    Instant end = certificate.getNotAfter().toInstant();
    Instant now = surroundings.clock().instant();
    String day = end.toString().substring(0, 10);
    if (!end.isAfter(now)) {
      diagnosis.problem(
          "renew",
          "the sealing certificate ended on " + day,
          "make a new key: palimpsest keys rotate; what was sealed before stays valid");
    } else if (end.minus(SOON).isBefore(now)) {
      diagnosis.warning(
          "renew",
          "the sealing certificate ends on " + day,
          "make a new key before that day: palimpsest keys rotate");
    } else {
      diagnosis.ok("renew", "the sealing certificate holds until " + day);
    }
  }
}
