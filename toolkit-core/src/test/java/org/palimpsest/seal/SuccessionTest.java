package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.palimpsest.seal.Fixtures.CONTENT;

import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/** What a seal's timestamp is worth by the timestamps over it, and by what became of each. */
final class SuccessionTest {

  private static final Instant SEALED = Instant.parse("2026-11-19T18:00:00Z");
  private static final Instant DATED = SEALED.plus(Duration.ofDays(1));
  private static final Instant NEXT = SEALED.plus(Duration.ofDays(9));
  private static final Instant NOW = SEALED.plus(Duration.ofDays(10));
  private static final String TIMESTAMP = "seal timestamp";

  private final Issuer root;
  private final Issuer first;
  private final Issuer second;
  private final SealingKey key = Fixtures.sealingKey();
  private final byte[] seal = key.sealDetached(CONTENT, SEALED);

  SuccessionTest() throws Exception {
    root = Issuer.root("Root", Issuer.Use.AUTHORITY, 61);
    first = root.issue("First", Issuer.Use.TIME, 62);
    second = root.issue("Second", Issuer.Use.TIME, 63);
  }

  private byte[] dated(Issuer by, Instant at) throws Exception {
    return SealingKey.withTimestamp(seal, by.date(SealCheck.signatureValue(seal), at));
  }

  private static Succession.Stamp stamp(Issuer by, Instant at) throws Exception {
    return new Succession.Stamp("archive", by.date(CONTENT, at), null);
  }

  private static Succession of(ValidationData data, Succession.Stamp... stamps) {
    return new Succession(List.of(stamps), data);
  }

  private ValidationData revoked(Issuer authority, Instant at) throws Exception {
    X509CRL list =
        root.list(
            SEALED.plus(Duration.ofDays(8)),
            all ->
                all.addCRLEntry(
                    authority.certificate().getSerialNumber(),
                    Date.from(at),
                    CRLReason.keyCompromise));
    return new ValidationData(List.of(), List.of(list));
  }

  private Trust trust() {
    return new Trust(Set.of(), Set.of(root.certificate())).at(NOW);
  }

  private SealCheck.Result check(byte[] sealed, Succession succession) {
    return SealCheck.detached(sealed, CONTENT, trust(), succession);
  }

  private static Check named(SealCheck.Result result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(SealCheck.Result result, String name, String why) {
    assertThat(result.checks().stream().filter(Check::isFailure).map(Check::name))
        .containsExactly(name);
    assertThat(named(result, name).detail()).contains(why);
    assertThat(result.trusted()).isNull();
    assertThat(result.succession().standing()).isEqualTo(Succession.Standing.FAILS);
  }

  private static void isOpen(SealCheck.Result result, String name, String why) {
    assertThat(result.isSound()).isTrue();
    assertThat(named(result, name).status()).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(named(result, name).detail()).contains(why);
    assertThat(result.trusted()).isNull();
    assertThat(result.succession().standing()).isEqualTo(Succession.Standing.OPEN);
  }

  @Test
  void aTimestampThatHoldsOrWasCarriedOnIsATrustedTime() throws Exception {
    Issuer brief = root.issue("Brief", Issuer.Use.TIME, 64, NEXT.plusSeconds(60));
    ValidationData later = revoked(first, NEXT.plusSeconds(1));
    for (SealCheck.Result result :
        List.of(
            check(dated(first, DATED), Succession.NONE),
            check(dated(brief, DATED), of(ValidationData.NONE, stamp(second, NEXT))),
            check(dated(first, DATED), of(later, stamp(second, NEXT))))) {
      assertThat(result.isSound()).isTrue();
      assertThat(result.trusted()).isEqualTo(DATED);
      assertThat(named(result, TIMESTAMP).status()).isEqualTo(Check.Status.PASSED);
      assertThat(result.succession().standing()).isEqualTo(Succession.Standing.HOLDS);
    }
  }

  @Test
  void oneThatWasMadeAfterTheOneBeforeHadEndedCarriesNothingOn() throws Exception {
    Issuer brief = root.issue("Brief", Issuer.Use.TIME, 65, DATED.plusSeconds(3600));
    fails(
        check(dated(brief, DATED), of(ValidationData.NONE, stamp(second, NEXT))),
        "archive order",
        "not made while the timestamp before it held");
  }

  @Test
  void noneIsOlderThanWhatItIsOver() throws Exception {
    Instant early = SEALED.minus(Duration.ofDays(4));
    Succession before = of(ValidationData.NONE, stamp(second, early));
    fails(check(dated(first, NEXT), before), "archive order", "older than the timestamp");
    fails(check(seal, before), "archive order", "older than what it is over");
    Succession lists =
        of(
            ValidationData.NONE,
            Succession.Stamp.of(
                "archive", second.date(CONTENT, DATED.plusSeconds(1)), revoked(second, NEXT)));
    fails(check(dated(first, DATED), lists), "archive order", "older than what it is over");
  }

  @Test
  void noAuthorityDatesThatWasRevokedBefore() throws Exception {
    String own = TIMESTAMP + " revocation";
    ValidationData at = revoked(first, DATED);
    fails(check(dated(first, DATED), of(at)), own, "revoked by its issuer on " + DATED);
    fails(check(dated(first, DATED), of(at, stamp(second, NEXT))), own, "revoked by its issuer");
    fails(
        check(dated(first, DATED), of(revoked(second, NEXT), stamp(second, NEXT))),
        "archive revocation",
        "revoked by its issuer on " + NEXT);
  }

  @Test
  void oneThatWasRevokedBeforeTheNextTimestampShowsNothing() throws Exception {
    Instant between = DATED.plus(Duration.ofDays(2));
    fails(
        check(dated(first, DATED), of(revoked(first, between), stamp(second, NEXT))),
        TIMESTAMP + " revocation",
        "before the timestamp over it was made, on " + NEXT);
    isOpen(
        check(dated(first, DATED), of(revoked(first, between))),
        TIMESTAMP + " revocation",
        "revoked by its issuer on " + between);
    isOpen(
        check(dated(first, DATED), of(revoked(second, NEXT.plusSeconds(1)), stamp(second, NEXT))),
        "archive revocation",
        "revoked by its issuer on ");
  }

  @Test
  void oneThatHasEndedShowsNothingByItself() throws Exception {
    Issuer brief = root.issue("Brief", Issuer.Use.TIME, 66, DATED.plusSeconds(3600));
    isOpen(check(dated(brief, DATED), Succession.NONE), TIMESTAMP, "shows nothing by itself");
    // On no day in particular nothing has ended.
    Trust undated = new Trust(Set.of(), Set.of(root.certificate()));
    assertThat(SealCheck.detached(dated(brief, DATED), CONTENT, undated).trusted())
        .isEqualTo(DATED);
  }

  private Check afterLoss(Issuer authority, Succession succession) throws Exception {
    Fingerprint own = Fingerprint.of(key.certificate());
    Entry.Item item = new Entry.Item("c", 0, own.hash(), KeyHistory.Role.REVOKED.word());
    Entry entry =
        Entry.of(NOW, Action.KEY)
            .objects(List.of(item))
            .method(List.of(KeyHistory.since(NEXT.plusSeconds(60))));
    Sha256 none = Sha256.of(new byte[0]);
    KeyHistory lost = KeyHistory.of(List.of(new LoggedEntry(7, none, none, entry, "")));
    return named(
        SealCheck.detached(dated(authority, DATED), CONTENT, trust().with(lost), succession),
        "seal key");
  }

  /** Whoever has a lost key has all the time to get hold of an authority's that has ended. */
  @Test
  void aTimestampThatShowsNothingSavesNoSealByARevokedKey() throws Exception {
    Issuer brief = root.issue("Brief", Issuer.Use.TIME, 67, NEXT.plusSeconds(60));
    Succession carried = of(ValidationData.NONE, stamp(second, NEXT));
    assertThat(afterLoss(first, Succession.NONE).status()).isEqualTo(Check.Status.PASSED);
    assertThat(afterLoss(brief, carried).status()).isEqualTo(Check.Status.PASSED);
    assertThat(afterLoss(brief, Succession.NONE).status()).isEqualTo(Check.Status.FAILED);
    assertThat(afterLoss(first, of(revoked(first, NEXT))).status()).isEqualTo(Check.Status.FAILED);
  }
}
