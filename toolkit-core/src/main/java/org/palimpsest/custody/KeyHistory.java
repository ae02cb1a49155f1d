package org.palimpsest.custody;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * What a custody log says of the keys that seal documents: which were introduced, retired and
 * revoked, and when by its clock. The log is signed with a key of its own, so what it says stands
 * when a sealing key is lost.
 *
 * <p>A seal by a retired key holds if it was made before. A seal by a revoked key holds only if
 * something else than the signer's claim shows that it was made before: a trusted time, or an entry
 * of the log that names what was sealed.
 */
public final class KeyHistory implements Trust.KeyStates {

  /** No log is at hand. */
  public static final KeyHistory NONE = new KeyHistory(List.of(), Map.of());

  /** How far two clocks may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final String SINCE = "since ";

  /** What happened to a key; the word is the role of the certificate among an entry's objects. */
  public enum Role {
    /** From now on it seals. */
    INTRODUCED("key-introduced"),
    /** It seals no more; what it sealed holds. */
    RETIRED("key-retired"),
    /** From now on it makes a second seal beside the key that seals. */
    SECOND("second-key-introduced"),
    /** It may be in other hands since a time. */
    REVOKED("key-revoked");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    /** The word in the log. */
    public String word() {
      return word;
    }

    private static Optional<Role> of(String word) {
      return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }
  }

  /**
   * One thing that happened to one key.
   *
   * @param role what
   * @param fingerprint SHA-256 of the key's certificate
   * @param at from when; of a revocation the time since which the key is not to be trusted
   * @param seq number of the entry that says so
   * @param why the reason that was given; may be empty
   */
  public record Event(Role role, Sha256 fingerprint, Instant at, long seq, String why) {}

  /** This history and what another tells, for entries that came one by one. */
  public KeyHistory and(KeyHistory other) {
    List<Event> all = new ArrayList<>(events);
    all.addAll(other.events);
    Map<Sha256, Named> both = new HashMap<>(other.named);
    both.putAll(named);
    return new KeyHistory(all, both);
  }

  /** When, and by which entry, the log first named some content. */
  private record Named(Instant at, long seq) {}

  private final List<Event> events;
  private final Map<Sha256, Named> named;

  private KeyHistory(List<Event> events, Map<Sha256, Named> named) {
    this.events = List.copyOf(events);
    this.named = Map.copyOf(named);
  }

  /** The history that these entries tell, in the order of the log. */
  public static KeyHistory of(List<LoggedEntry> entries) {
    List<Event> events = new ArrayList<>();
    Map<Sha256, Named> named = new HashMap<>();
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      boolean ofKeys = entry.action() == Action.KEY || entry.action() == Action.INIT;
      for (Entry.Item item : entry.objects()) {
        Optional<Role> role = Role.of(item.role());
        if (role.isEmpty()) {
          named.putIfAbsent(item.sha256(), new Named(entry.time(), logged.seq()));
        } else if (ofKeys) {
          Instant at = role.get() == Role.REVOKED ? since(entry) : entry.time();
          String why = entry.text("remarks").orElse("");
          events.add(new Event(role.get(), item.sha256(), at, logged.seq(), why));
        }
      }
    }
    return new KeyHistory(events, named);
  }

  /** How an entry says since when a key is not to be trusted. */
  public static String since(Instant time) {
    return SINCE + time;
  }

  private static Instant since(Entry entry) {
    for (String step : entry.texts("method")) {
      if (step.startsWith(SINCE)) {
        try {
          return Instant.parse(step.substring(SINCE.length()));
        } catch (DateTimeException e) {
          // A revocation that cannot be read counts from the beginning.
          return Instant.EPOCH;
        }
      }
    }
    return entry.time();
  }

  /** All that happened, in the order of the log. */
  public List<Event> events() {
    return events;
  }

  /** The key that seals now, by what the log says. */
  public Optional<Sha256> current() {
    Sha256 current = null;
    for (Event event : events) {
      if (event.role() == Role.INTRODUCED) {
        current = event.fingerprint();
      } else if (event.fingerprint().equals(current)) {
        current = null;
      }
    }
    return Optional.ofNullable(current);
  }

  /** What last happened to a key, the gravest first. */
  public Optional<Event> state(Sha256 fingerprint) {
    for (Role role : List.of(Role.REVOKED, Role.RETIRED, Role.INTRODUCED, Role.SECOND)) {
      Event earliest = null;
      for (Event event : events) {
        if (event.role() == role
            && event.fingerprint().equals(fingerprint)
            && (earliest == null || event.at().isBefore(earliest.at()))) {
          earliest = event;
        }
      }
      if (earliest != null) {
        return Optional.of(earliest);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Check> judge(
      String name,
      List<Sha256> chain,
      @Nullable Instant claimed,
      @Nullable Instant trusted,
      Sha256 content) {
    Optional<Check> said =
        state(chain.get(0))
            .map(
                event ->
                    switch (event.role()) {
                      case INTRODUCED, SECOND -> Check.passed(name, "in use since " + event.at());
                      case RETIRED -> retired(name, event, trusted == null ? claimed : trusted);
                      case REVOKED -> revoked(name, "the key", event, trusted, named.get(content));
                    });
    for (Sha256 above : chain.subList(1, chain.size())) {
      Optional<Event> event = state(above).filter(each -> each.role() == Role.REVOKED);
      if (event.isPresent() && said.filter(Check::isFailure).isEmpty()) {
        String of = "the key of a certificate above";
        said = Optional.of(revoked(name, of, event.get(), trusted, named.get(content)));
      }
    }
    return said;
  }

  private static Check retired(String name, Event event, @Nullable Instant at) {
    return at == null || at.minus(SKEW).isAfter(event.at())
        ? Check.failed(name, "sealed at " + at + " by a key that was retired on " + event.at())
        : Check.passed(name, "sealed at " + at + ", before the key was retired on " + event.at());
  }

  private static Check revoked(
      String name, String key, Event event, @Nullable Instant trusted, @Nullable Named entry) {
    String said =
        key
            + " was revoked as of "
            + event.at()
            + (event.why().isEmpty() ? "" : " (" + event.why() + ")");
    if (trusted != null && trusted.isBefore(event.at())) {
      return Check.passed(
          name,
          said + "; this seal existed before, at " + trusted + ", by a trusted time authority");
    }
    if (entry != null && entry.seq() < event.seq() && entry.at().isBefore(event.at())) {
      return Check.passed(
          name,
          said
              + "; entry "
              + entry.seq()
              + " of the custody log, of "
              + entry.at()
              + ", names what was sealed, so it was sealed before");
    }
    return Check.failed(
        name,
        said
            + ", and only the signer's own word says that this was sealed before (a timestamp counts"
            + " if its authority is trusted, --trust-time)");
  }

  /** How many, not which. */
  @Override
  public String toString() {
    return "KeyHistory[" + events.size() + " events]";
  }
}
