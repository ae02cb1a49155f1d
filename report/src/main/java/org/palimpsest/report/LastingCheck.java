package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.verdict.Check;

/**
 * Checks what was laid beside a detached seal so that it lasts: {@code .p7c} with certificates and
 * revocation lists, {@code .ers} with the evidence record over document, seal and these.
 */
final class LastingCheck {

  private static final String DATA = "seal validation data";
  private static final String RECORD = "seal evidence record";

  private LastingCheck() {}

  static void of(
      Path document,
      byte[] content,
      byte[] seal,
      @Nullable TimeToken token,
      Trust trust,
      List<Check> checks)
      throws IOException {
    List<byte[]> group = new ArrayList<>(List.of(content, seal));
    Path kept = document.resolveSibling(document.getFileName() + ".p7c");
    if (Beside.isFile(kept, DATA, checks)) {
      byte[] bytes = Files.readAllBytes(kept);
      group.add(bytes);
      data(bytes, seal, token, !trust.authorities().isEmpty(), checks);
    }
    Path record = document.resolveSibling(document.getFileName() + ".ers");
    if (!Beside.isFile(record, RECORD, checks)) {
      return;
    }
    try {
      EvidenceRecord evidence = EvidenceRecord.parse(Files.readAllBytes(record));
      List<Check> of = evidence.check(RECORD, group, trust.authorities());
      checks.addAll(of);
      if (of.stream().noneMatch(Check::isFailure)) {
        checks.add(
            Check.passed(
                "seal level",
                evidence.size()
                    + " archive timestamps over document and seal since "
                    + evidence.time()
                    + ", renew before "
                    + evidence.until()));
      }
    } catch (TimeRefusedException e) {
      checks.add(Check.failed(RECORD, e.why()));
    }
  }

  private static void data(
      byte[] bytes, byte[] seal, @Nullable TimeToken token, boolean isTrusted, List<Check> checks) {
    try {
      ValidationData data = ValidationData.ofPkcs7(bytes);
      List<X509Certificate> signers = SealCheck.certificates(seal);
      List<X509Certificate> known = new ArrayList<>(signers);
      if (token != null) {
        known.addAll(token.certificates());
      }
      Optional<String> fault = data.fault(known);
      if (fault.isPresent()) {
        checks.add(Check.failed(DATA, fault.get()));
        return;
      }
      checks.add(
          Check.passed(
              DATA,
              data.certificates().size()
                  + " certificates and "
                  + data.lists().size()
                  + " revocation lists, each vouched for"));
      if (token != null) {
        checks.add(data.revocation("seal revocation", signers, token.time(), isTrusted));
        checks.add(
            data.revocation(
                "seal timestamp revocation", token.certificates(), token.time(), isTrusted));
      }
    } catch (CertificateException | TimeRefusedException e) {
      checks.add(Check.failed(DATA, String.valueOf(e.getMessage())));
    }
  }
}
