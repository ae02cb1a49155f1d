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
import org.palimpsest.seal.Succession;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.verdict.Check;

/**
 * Checks what was laid beside a detached seal so that it lasts: {@code .p7c} with certificates and
 * revocation lists, {@code .ers} with the evidence record over document, seal and these. It is read
 * before the seal is judged, since it says what the seal's timestamp is worth.
 */
final class LastingCheck {

  private static final String DATA = "seal validation data";
  private static final String RECORD = "seal evidence record";
  private static final String LEVEL = "seal level";

  private final byte[] seal;
  private final List<Check> found = new ArrayList<>();
  private ValidationData data = ValidationData.NONE;
  private @Nullable EvidenceRecord record;

  private LastingCheck(byte[] seal) {
    this.seal = seal;
  }

  /**
   * Reads what lies beside a document.
   *
   * @param content the document's bytes
   * @param seal the seal over them
   */
  static LastingCheck of(Path document, byte[] content, byte[] seal, Trust trust)
      throws IOException {
    LastingCheck check = new LastingCheck(seal);
    List<byte[]> group = new ArrayList<>(List.of(content, seal));
    Path kept = document.resolveSibling(document.getFileName() + ".p7c");
    if (Beside.isFile(kept, DATA, check.found)) {
      byte[] bytes = Files.readAllBytes(kept);
      group.add(bytes);
      check.data(bytes);
    }
    Path record = document.resolveSibling(document.getFileName() + ".ers");
    if (Beside.isFile(record, RECORD, check.found)) {
      check.record(Files.readAllBytes(record), group, trust);
    }
    return check;
  }

  private void data(byte[] bytes) {
    try {
      ValidationData read = ValidationData.ofPkcs7(bytes);
      List<X509Certificate> known = new ArrayList<>(SealCheck.certificates(seal));
      token().ifPresent(token -> known.addAll(token.certificates()));
      Optional<String> fault = read.fault(known);
      if (fault.isPresent()) {
        found.add(Check.failed(DATA, fault.get()));
        return;
      }
      data = read;
      found.add(
          Check.passed(
              DATA,
              read.certificates().size()
                  + " certificates and "
                  + read.lists().size()
                  + " revocation lists, each vouched for"));
    } catch (CertificateException | TimeRefusedException e) {
      found.add(Check.failed(DATA, String.valueOf(e.getMessage())));
    }
  }

  private Optional<TimeToken> token() {
    try {
      return Optional.of(SealCheck.timestamp(seal));
    } catch (TimeRefusedException e) {
      // A seal without a time; its own check says so.
      return Optional.empty();
    }
  }

  private void record(byte[] bytes, List<byte[]> group, Trust trust) {
    try {
      EvidenceRecord read = EvidenceRecord.parse(bytes);
      List<Check> of = read.check(RECORD, group, trust.authorities());
      found.addAll(of);
      record = of.stream().anyMatch(Check::isFailure) ? null : read;
    } catch (TimeRefusedException e) {
      found.add(Check.failed(RECORD, e.why()));
    }
  }

  /** What carries the seal's timestamp on: nothing of a record that is not sound. */
  Succession succession() {
    List<Succession.Stamp> stamps = new ArrayList<>();
    if (record != null) {
      for (TimeToken token : record.tokens()) {
        stamps.add(Succession.Stamp.of(RECORD + " " + (stamps.size() + 1), token, data));
      }
    }
    return new Succession(stamps, data);
  }

  /**
   * What was found.
   *
   * @param judged the seal, by {@link #succession}
   */
  List<Check> with(SealCheck.Result judged) {
    List<Check> all = new ArrayList<>(found);
    TimeToken token = judged.token();
    if (token != null && !data.isEmpty()) {
      try {
        List<X509Certificate> signers = SealCheck.certificates(seal);
        boolean isTrusted = judged.trusted() != null;
        all.add(data.revocation("seal revocation", signers, token.time(), isTrusted));
      } catch (TimeRefusedException e) {
        all.add(Check.failed(DATA, e.why()));
      }
    }
    if (record != null && judged.isSound()) {
      all.add(level(record, judged.succession().standing()));
    }
    return all;
  }

  private static Check level(EvidenceRecord record, Succession.Standing standing) {
    String said =
        record.size() + " archive timestamps over document and seal since " + record.time();
    return standing == Succession.Standing.HOLDS
        ? Check.passed(LEVEL, said + ", renew before " + record.until())
        : Check.notChecked(LEVEL, said + ", the last of which shows nothing by itself any more");
  }
}
