package org.palimpsest.finding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.digest.Sha256;

/** A finding while it is put together. */
final class Draft {

  private final String kind;
  private final Severity severity;
  private final String statement;
  private String distinction = "";
  private Optional<Attribution> attribution = Optional.empty();
  private final List<String> observations = new ArrayList<>();
  private final List<String> against = new ArrayList<>();
  private final Set<String> alternatives = new LinkedHashSet<>();
  private final List<Evidence> evidence = new ArrayList<>();

  Draft(String kind, Severity severity, String statement) {
    this.kind = kind;
    this.severity = severity;
    this.statement = statement;
  }

  /** What tells it from other findings of the same kind. */
  Draft about(String what) {
    distinction = what;
    return this;
  }

  Draft infer(Attribution cause) {
    attribution = Optional.of(cause);
    return this;
  }

  Draft observed(List<String> words) {
    observations.addAll(words);
    return this;
  }

  Draft observed(String words) {
    observations.add(words);
    return this;
  }

  Draft against(List<String> words) {
    against.addAll(words);
    return this;
  }

  Draft open(List<Cause> causes) {
    causes.forEach(cause -> alternatives.add(cause.phrase()));
    return this;
  }

  Draft openWords(String... words) {
    alternatives.addAll(List.of(words));
    return this;
  }

  Draft openWords(List<String> words) {
    alternatives.addAll(words);
    return this;
  }

  Draft evidence(List<Evidence> places) {
    evidence.addAll(places);
    return this;
  }

  /** The finding; its id is the same whenever the same two snapshots are compared. */
  Finding of(Review review) {
    String identity =
        String.join("|", kind, distinction, review.diff().from().id(), review.diff().to().id());
    return new Finding(
        Sha256.of(identity.getBytes(StandardCharsets.UTF_8)).abbreviated(12),
        kind,
        severity,
        statement,
        attribution.map(Attribution::cause),
        attribution.map(Attribution::confidence),
        List.copyOf(observations),
        List.copyOf(against),
        List.copyOf(alternatives),
        List.copyOf(evidence));
  }
}
