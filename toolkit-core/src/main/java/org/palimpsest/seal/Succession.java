package org.palimpsest.seal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.verdict.Check;

/**
 * The timestamps that carry a seal's own on, and what was kept to judge their authorities.
 *
 * <p>A timestamp shows nothing by itself once its authority's certificate has ended, or its key may
 * have been in other hands. It goes on to do so if another was laid over it before that day; so
 * each is judged at its own time and at the time of the next, and the last one now.
 *
 * @param stamps those behind the seal's own, in the order in which they were laid over it; that
 *     each is over the one before was shown already
 * @param data certificates and revocation lists
 */
public record Succession(List<Stamp> stamps, ValidationData data) {

  /** Nothing was laid over the seal, and nothing kept. */
  public static final Succession NONE = new Succession(List.of(), ValidationData.NONE);

  /** How far two clocks may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /**
   * A timestamp in the row.
   *
   * @param name what checks of it are called
   * @param token the timestamp
   * @param lists the newest of the revocation lists that it is over, null if there is none
   */
  public record Stamp(String name, TimeToken token, @Nullable Instant lists) {

    /**
     * A timestamp over what was kept up to it.
     *
     * @param data certificates and lists that it is over
     */
    public static Stamp of(String name, TimeToken token, ValidationData data) {
      Instant newest =
          data.lists().stream()
              .map(list -> list.getThisUpdate().toInstant())
              .max(Comparator.naturalOrder())
              .orElse(null);
      return new Stamp(name, token, newest);
    }
  }

  /** What became of the first timestamp. */
  public enum Standing {
    /** It still shows its time. */
    HOLDS,
    /** It shows nothing any more, and nothing is wrong either. */
    OPEN,
    /** Something in the row is wrong. */
    FAILS
  }

  /**
   * What was found.
   *
   * @param checks what was looked at, in order
   * @param standing what becomes of the first timestamp by it
   */
  public record Judged(List<Check> checks, Standing standing) {
    /** Nothing was looked at. */
    static final Judged NOTHING = new Judged(List.of(), Standing.OPEN);

    /** Copies the checks. */
    public Judged {
      checks = List.copyOf(checks);
    }
  }

  /** Copies the list. */
  public Succession {
    stamps = List.copyOf(stamps);
  }

  /**
   * Judges the row.
   *
   * @param name what checks of the seal's own timestamp are called
   * @param own the seal's own timestamp, null if it has none that is sound
   * @param claimed when the signer says that the seal was made
   */
  Judged judge(
      String name, @Nullable TimeToken own, @Nullable Instant claimed, Authorities authorities) {
    List<Stamp> row = new ArrayList<>();
    if (own != null) {
      row.add(new Stamp(name, own, null));
    }
    row.addAll(stamps);
    List<Check> checks = new ArrayList<>();
    boolean holds = false;
    for (int i = 0; i < row.size(); i++) {
      Stamp stamp = row.get(i);
      if (i > 0 || own == null) {
        checks.add(order(stamp, i == 0 ? null : row.get(i - 1).token(), claimed));
      }
      boolean isLast = i == row.size() - 1;
      if (!stamps.isEmpty() || !data.isEmpty()) {
        checks.add(
            isLast
                ? revocation(stamp)
                : revocation(stamp, row.get(i + 1).token().time(), !authorities.isEmpty()));
      }
      holds = isLast && !stamp.token().isEnded(authorities.now()) && !isRevokedLater(stamp);
    }
    boolean fails = checks.stream().anyMatch(Check::isFailure);
    return new Judged(checks, fails ? Standing.FAILS : holds ? Standing.HOLDS : Standing.OPEN);
  }

  private static Check order(Stamp stamp, @Nullable TimeToken before, @Nullable Instant claimed) {
    String name = stamp.name() + " order";
    Optional<String> gap = before == null ? Optional.empty() : gap(before, stamp.token());
    if (gap.isPresent()) {
      return Check.failed(name, gap.get());
    }
    Instant latest = claimed;
    if (latest == null || (stamp.lists() != null && stamp.lists().isAfter(latest))) {
      latest = stamp.lists();
    }
    Instant time = stamp.token().time();
    return latest != null && time.isBefore(latest.minus(SKEW))
        ? Check.failed(name, "of " + time + ", older than what it is over, of " + latest)
        : Check.passed(
            name,
            before == null
                ? "not older than what it is over"
                : "made while the timestamp before it held");
  }

  /** Why a timestamp does not carry another on; nothing if it does. */
  static Optional<String> gap(TimeToken before, TimeToken next) {
    if (next.time().isBefore(before.time())) {
      return Optional.of(
          "of " + next.time() + ", older than the timestamp that it is over, of " + before.time());
    }
    return next.time().isAfter(before.until())
        ? Optional.of(
            "of "
                + next.time()
                + ", not made while the timestamp before it held: that ended on "
                + before.until())
        : Optional.empty();
  }

  /** The authority of one that another was laid over. */
  private Check revocation(Stamp stamp, Instant next, boolean isTrusted) {
    Check own = at(stamp, stamp.token().time(), true);
    if (own.isFailure()) {
      return own;
    }
    Check then = at(stamp, next, isTrusted);
    return then.isFailure()
        ? Check.failed(
            then.name(), then.detail() + ", before the timestamp over it was made, on " + next)
        : then;
  }

  /** The authority of the last one. */
  private Check revocation(Stamp stamp) {
    Check own = at(stamp, stamp.token().time(), true);
    return !own.isFailure() && isRevokedLater(stamp)
        ? Check.notChecked(
            own.name(),
            at(stamp, Instant.MAX, true).detail()
                + ", and nothing but its own word says that the timestamp of "
                + stamp.token().time()
                + " was made before")
        : own;
  }

  private boolean isRevokedLater(Stamp stamp) {
    return at(stamp, Instant.MAX, true).isFailure();
  }

  private Check at(Stamp stamp, Instant at, boolean isTrusted) {
    List<X509Certificate> chain = stamp.token().certificates();
    return data.revocation(stamp.name() + " revocation", chain, at, isTrusted);
  }

  /** How many, not what they say. */
  @Override
  public String toString() {
    return "Succession[" + stamps.size() + "]";
  }
}
