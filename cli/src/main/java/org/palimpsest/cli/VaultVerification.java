package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.custody.Stamps;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.References;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/** Checks a whole vault: objects, manifests, record lists, custody log, and that they agree. */
final class VaultVerification {

  /** The name under which the log's first entry commits to the vault's description. */
  static final String DESCRIPTION = "vault.json";

  /** The name under which it commits to what strangers read. */
  static final String README = "README.txt";

  /** The role of {@code keys.json} in an entry. */
  static final String KEYS = "keys";

  private final Workspace workspace;
  private final Terminal terminal;
  private final Surroundings surroundings;
  private final Set<X509Certificate> authorities;

  VaultVerification(Workspace workspace, Surroundings surroundings, Terminal terminal) {
    this(workspace, surroundings, terminal, Set.of());
  }

  /**
   * A verification for somebody who trusts time authorities.
   *
   * @param authorities their certificates; empty to leave identity to the fingerprint
   */
  VaultVerification(
      Workspace workspace,
      Surroundings surroundings,
      Terminal terminal,
      Set<X509Certificate> authorities) {
    this.authorities = authorities;
    this.workspace = workspace;
    this.surroundings = surroundings;
    this.terminal = terminal;
  }

  /**
   * How much is looked at.
   *
   * @param deep whether records are rebuilt from the evidence
   * @param shares into how many shares the vault is cut, of which one is looked at; 1 for all
   * @param snapshot the only snapshot that is looked into; null for all
   */
  record Scope(boolean deep, int shares, @Nullable Manifest snapshot) {}

  /** How a custody entry says that records were rebuilt. */
  static final String DEEP = "deep";

  /** How a custody entry says that a share was verified. */
  static final String SHARE = "share of ";

  /**
   * Which share is looked at.
   *
   * @param number from 0
   * @param next which one the next verification takes, in words
   */
  private record Turn(int number, String next) {}

  /**
   * The share whose turn it is: each verification of a share that the log knows of takes the next
   * one, in depth and otherwise each for itself. Where none can be recorded it would always be the
   * same one, so there the day says which it is.
   */
  private Turn turn(Scope scope) throws Failure, VaultException, IOException {
    int shares = scope.shares();
    if (!Recording.isPossible(workspace)) {
      return new Turn(
          Math.floorMod(ChronoUnit.DAYS.between(Instant.EPOCH, workspace.now()), shares),
          "it is this day's, since nothing can be recorded here; each day has the next one");
    }
    long before =
        workspace.entries().stream()
            .filter(logged -> logged.entry().action() == Action.VERIFY)
            .map(logged -> logged.entry().texts("method"))
            .filter(method -> method.contains(SHARE + shares))
            .filter(method -> method.contains(DEEP) == scope.deep())
            .count();
    return new Turn((int) (before % shares), "the next verification of a share takes the next one");
  }

  List<Check> run(Scope scope, @Nullable Checkpoint known)
      throws Failure, VaultException, IOException {
    Vault vault = workspace.vault();
    boolean deep = scope.deep();
    List<Check> checks = new ArrayList<>();
    terminal.stage("reading every object");
    VaultCheck check =
        new VaultCheck(vault, terminal.progress()::advance).needing(() -> References.needed(vault));
    SnapshotCheck snapshotCheck =
        new SnapshotCheck(vault, Workspace.threads())
            .asideIn(surroundings.temporary())
            .alsoInDepth(new ReadersCompared(surroundings.temporary()));
    Manifest only = scope.snapshot();
    if (only != null) {
      check.only(References.all(vault, only));
      snapshotCheck.only(only);
      checks.add(Check.notChecked("other snapshots", "only " + only + " was looked into"));
    } else if (scope.shares() > 1) {
      Turn turn = turn(scope);
      check.share(turn.number(), scope.shares());
      snapshotCheck.only(
          manifest ->
              Integer.remainderUnsigned(
                      Integer.parseUnsignedInt(manifest.id().substring(0, 8), 16), scope.shares())
                  == turn.number());
      checks.add(
          Check.notChecked(
              "the other shares",
              "share "
                  + (turn.number() + 1)
                  + " of "
                  + scope.shares()
                  + " was looked into; "
                  + turn.next()));
    }
    terminal.progress().expect(check.size());
    VaultCheck.Outcome objects = check.run(Workspace.threads());
    checks.addAll(objects.checks());
    terminal.stage("checking snapshots");
    Set<Sha256> damaged = new HashSet<>(objects.damaged());
    SnapshotCheck.Outcome snapshots = snapshotCheck.run(damaged, deep);
    checks.addAll(snapshots.checks());
    if (!deep) {
      checks.add(
          Check.notChecked(
              "records rebuilt", "records are rebuilt from the evidence with --deep only"));
    }
    terminal.stage("checking the custody log");
    try {
      custody(checks, snapshots, known);
    } catch (VaultException e) {
      checks.add(Check.failed("custody log", e.getMessage()));
    }
    terminal.stageDone();
    return checks;
  }

  private void custody(
      List<Check> checks, SnapshotCheck.Outcome snapshots, @Nullable Checkpoint known)
      throws VaultException, IOException {
    Optional<VerifierKey> expected =
        KeyRing.exists(surroundings.keys())
            ? KeyRing.verifier(surroundings.keys())
            : Optional.empty();
    VerifierKey key = null;
    try {
      VerifierKey own = workspace.log().publicKey();
      key = expected.filter(own::hasSameKey).isPresent() ? own : null;
    } catch (MalformedLogException e) {
      checks.add(Check.failed("custody key", e.why()));
    }
    CustodyCheck custody = workspace.log().verify(key, known);
    for (Check check : custody.checks()) {
      checks.add(new Check("custody " + strip(check.name()), check.status(), check.detail()));
    }
    if (expected.isPresent() && key == null) {
      checks.add(
          Check.notChecked(
              "custody key of this user", "the vault's log is signed by another key than yours"));
    }
    String verdict = custody.verdict().name();
    boolean whole =
        custody.verdict() == CustodyCheck.Verdict.INTACT
            || custody.verdict() == CustodyCheck.Verdict.UNANCHORED;
    String detail = verdict + ", " + custody.size() + " entries";
    checks.add(
        whole ? Check.passed("custody verdict", detail) : Check.failed("custody verdict", detail));
    checks.addAll(new Stamps(workspace.vault().custody()).check(workspace.log(), authorities));
    List<byte[]> manifests = new ArrayList<>();
    snapshots.sound().forEach(each -> manifests.add(Json.canonical(each.json())));
    snapshots.pruned().forEach(each -> manifests.add(Json.canonical(each.json())));
    checks.addAll(
        new SeriesEvidence(workspace.vault().custody())
            .check(manifests, true, workspace.log(), authorities));
    try {
      List<LoggedEntry> entries = workspace.log().entries();
      checks.add(description(entries));
      checks.add(readme(entries));
      if (workspace.vault().isEncrypted()) {
        checks.add(slots(entries));
      }
      checks.add(keys(KeyHistory.of(entries)));
      checks.addAll(new Agreement(workspace.snapshots()).check(snapshots, entries));
    } catch (MalformedLogException e) {
      checks.add(
          Check.notChecked(
              "custody and snapshots", "the log cannot be read, so they cannot be compared"));
    }
  }

  /** What the log says of the keys that seal, in one line. */
  private static Check keys(KeyHistory history) {
    String name = "sealing keys";
    if (history.events().isEmpty()) {
      return Check.notChecked(name, "the log does not say which key seals");
    }
    Map<KeyHistory.Role, Integer> counts = new EnumMap<>(KeyHistory.Role.class);
    history.events().stream()
        .map(KeyHistory.Event::fingerprint)
        .distinct()
        .forEach(
            key ->
                history.state(key).ifPresent(event -> counts.merge(event.role(), 1, Integer::sum)));
    return Check.passed(
        name,
        counts.getOrDefault(KeyHistory.Role.INTRODUCED, 0)
            + counts.getOrDefault(KeyHistory.Role.SECOND, 0)
            + " in use, "
            + counts.getOrDefault(KeyHistory.Role.RETIRED, 0)
            + " retired, "
            + counts.getOrDefault(KeyHistory.Role.REVOKED, 0)
            + " revoked, by entries of the log");
  }

  private static String strip(String name) {
    return name.startsWith("custody ") ? name.substring("custody ".length()) : name;
  }

  /** The salts of all commitments hang on the description, so the first entry commits to it. */
  private Check description(List<LoggedEntry> entries) throws IOException {
    Sha256 actual = Sha256.of(Files.readAllBytes(workspace.vault().description()));
    for (LoggedEntry entry : entries) {
      for (Entry.Item item : entry.entry().objects()) {
        if (item.name().equals(DESCRIPTION)) {
          return item.sha256().equals(actual)
              ? Check.passed(
                  "vault description", "vault " + Plain.id(workspace.vault().id()) + ", format 1")
              : Check.failed(
                  "vault description", "vault.json is not the one that the log begins with");
        }
      }
    }
    return Check.failed("vault description", "the log does not say how vault.json began");
  }

  /** Strangers follow the README, so the log says what it is; a repair may have written it anew. */
  private Check readme(List<LoggedEntry> entries) throws IOException {
    Optional<Boolean> holds = LoggedFile.latest(entries, README).holds(workspace.vault().folder());
    if (holds.isEmpty()) {
      return Check.notChecked("README", "the log does not say what README.txt was");
    }
    return holds.get()
        ? Check.passed("README", "README.txt is as the log says")
        : Check.failed("README", "README.txt is not as the log says, or gone");
  }

  /** Another master key cannot be in it, but a slot that somebody added would open the vault. */
  private Check slots(List<LoggedEntry> entries) throws IOException {
    String name = "vault keys";
    Optional<Boolean> holds =
        LoggedFile.latest(entries, KeySlots.FILE).holds(workspace.vault().folder());
    if (holds.isEmpty()) {
      return Check.notChecked(name, "the log does not say what keys.json was");
    }
    return holds.get()
        ? Check.passed(name, "keys.json is as the log says")
        : Check.failed(name, "keys.json is not as the log says, or gone");
  }
}
