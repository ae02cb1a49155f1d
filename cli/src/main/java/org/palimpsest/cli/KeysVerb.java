package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.SecondKey;
import org.palimpsest.seal.Token;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows, exchanges and revokes the keys that seal. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the keys with their fingerprints; rotate puts a new sealing key in the place of the"
          + " present one, second makes an ML-DSA-65 key whose seal then lies beside the first one"
          + " of each report, against the day on which quantum computers break curves, revoke says"
          + " that a key may be in other hands. All are entries"
          + " of the custody log, signed with the log's own key. What a retired key sealed before"
          + " holds; what a revoked key sealed holds if a trusted time or an entry of the log shows"
          + " that it was sealed before. Give custody prove N of such an entry to those who hold"
          + " your reports: verify takes it beside them."
    })
final class KeysVerb extends Verb {

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      arity = "0..1",
      description = "show (the default), rotate, second or revoke")
  String what = "show";

  @Parameters(
      index = "1",
      paramLabel = "FINGERPRINT",
      arity = "0..1",
      description =
          "with revoke: which key, by the first 8 or more digits; the present one if left out, and"
              + " a new one is then made")
  String fingerprint = "";

  @Mixin NewKey wanted = new NewKey();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "with revoke: why, for example \"laptop stolen\"")
  @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "with revoke: since when the key is not to be trusted, as 2026-11-12T09:00:00Z (default:"
              + " now)")
  @Nullable String since;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    if (!what.equals("revoke") && (since != null || reason != null || !fingerprint.isEmpty())) {
      throw Failure.usage(
          "a fingerprint, --since and --reason are for revoke", "leave them out, or say revoke");
    }
    switch (what) {
      case "show" -> show();
      case "rotate" -> rotate();
      case "second" -> second();
      case "revoke" -> revoke();
      default ->
          throw Failure.usage(
              "keys wants show, rotate, second or revoke", "for example: palimpsest keys rotate");
    }
    return Exit.OK;
  }

  private void show() throws Failure, IOException {
    Path folder = surroundings().keys();
    Set<X509Certificate> own = KeyRing.certificates(folder);
    Optional<VerifierKey> log = KeyRing.verifier(folder);
    Optional<Token> kept = new Keys(surroundings(), options).token();
    if (!KeyRing.exists(folder) || own.isEmpty() || log.isEmpty()) {
      throw Failure.usage(
          "there are no keys here, or not all of them",
          "make them with: palimpsest init, or set PALIMPSEST_HOME");
    }
    KeyHistory history = history();
    ObjectNode json = Json.object().put("schema", "palimpsest/keys/1");
    ArrayNode list = json.putArray("sealing");
    boolean isFirst = true;
    for (X509Certificate certificate : own) {
      Fingerprint each = Fingerprint.of(certificate);
      String state = state(history.state(each.hash()), isFirst);
      Terminal t = terminal();
      t.line("sealing key  " + certificate.getSubjectX500Principal().getName());
      t.line("  " + each.words());
      t.line("  " + each.hex());
      t.line(
          "  "
              + state
              + "; certificate until "
              + Plain.time(certificate.getNotAfter().toInstant()));
      ObjectNode said = list.addObject();
      if (isFirst && kept.isPresent()) {
        t.line("  on a token: " + kept.get().uri());
        said.put("token", kept.get().uri());
      }
      said.put("fingerprint", each.hex())
          .put("fingerprintWords", each.words())
          .put("subject", certificate.getSubjectX500Principal().getName())
          .put("state", state)
          .put("notAfter", certificate.getNotAfter().toInstant().toString());
      isFirst = false;
    }
    Optional<X509Certificate> second = SecondKey.certificate(folder);
    if (second.isPresent()) {
      String state = state(history.state(Fingerprint.of(second.get()).hash()), true);
      SecondSeal.show(second.get(), state, terminal(), json);
    }
    Fingerprint ofLog = Fingerprint.of(log.get());
    terminal().line("log key");
    terminal().line("  " + ofLog.words());
    terminal().line("  " + ofLog.hex());
    json.putObject("log").put("fingerprint", ofLog.hex()).put("fingerprintWords", ofLog.words());
    terminal().document(json);
  }

  private KeyHistory history() throws IOException {
    try {
      return Workspace.open(this).keyHistory().orElse(KeyHistory.NONE);
    } catch (VaultException e) {
      return KeyHistory.NONE;
    }
  }

  private static String state(Optional<KeyHistory.Event> event, boolean isPresent) {
    if (event.isEmpty()) {
      return isPresent ? "in use" : "retired";
    }
    return switch (event.get().role()) {
      case INTRODUCED, SECOND -> isPresent ? "in use since " + event.get().at() : "retired";
      case RETIRED -> "retired on " + event.get().at();
      case REVOKED -> "revoked as of " + event.get().at();
    };
  }

  private void second() throws Failure, VaultException, IOException, InterruptedException {
    wanted.requireMadeHere();
    Workspace workspace = Workspace.open(this);
    workspace.signer();
    X509Certificate made = workspace.keys().makeSecond(wanted.owner(present()), NewKey.VALIDITY);
    LoggedEntry entry = SecondSeal.introduce(made, workspace);
    tell("a second key was made; reports have a second seal from now on", made, entry.seq());
  }

  private void rotate() throws Failure, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    X509Certificate made = exchange(workspace).certificate();
    long entry =
        KeyHistory.of(workspace.entries())
            .state(Fingerprint.of(made).hash())
            .map(KeyHistory.Event::seq)
            .orElseThrow();
    tell("the sealing key was exchanged", made, entry);
  }

  /** Makes or takes the new key, puts it in place, and has the log say so. */
  private SealingKey exchange(Workspace workspace)
      throws Failure, VaultException, IOException, InterruptedException {
    workspace.signer();
    X509Certificate present = present();
    SealingKey made = wanted.get(this, present);
    KeyHistory history = KeyHistory.of(workspace.entries());
    requireOther(made.certificate(), present, history);
    // A copy of the keys from before an exchange holds a key that the log has retired since.
    if (history.state(Fingerprint.of(present).hash()).isEmpty()) {
      workspace.introduce(present);
    }
    workspace.keys().exchange(made);
    workspace.introduce(made.certificate());
    return made;
  }

  /** Refuses a key that is in use, or that the log would not take, before anything changes. */
  private static void requireOther(
      X509Certificate made, X509Certificate present, KeyHistory history) throws Failure {
    Sha256 own = Fingerprint.of(made).hash();
    if (own.equals(Fingerprint.of(present).hash())) {
      throw Failure.usage(
          "that key is the one in use", "name another, or leave it out for a new one");
    }
    Optional<KeyHistory.Event> state = history.state(own);
    if (state.filter(event -> event.role() != KeyHistory.Role.INTRODUCED).isPresent()) {
      String happened =
          switch (state.get().role()) {
            case REVOKED -> "was revoked";
            case RETIRED -> "was retired";
            case SECOND, INTRODUCED -> "makes second seals";
          };
      throw Failure.usage(
          "that key " + happened + " by what this vault's custody log says",
          "name another, or leave it out for a new one");
    }
  }

  private X509Certificate present() throws Failure, IOException {
    return KeyRing.certificates(surroundings().keys()).stream()
        .findFirst()
        .orElseThrow(
            () ->
                Failure.usage(
                    "the keys folder is not whole", "restore the keys folder from its copy"));
  }

  private void revoke() throws Failure, VaultException, IOException, InterruptedException {
    Instant at = since();
    Workspace workspace = Workspace.open(this);
    workspace.signer();
    KeyHistory history = KeyHistory.of(workspace.entries());
    Fingerprint present = Fingerprint.of(present());
    Sha256 named = fingerprint.isEmpty() ? present.hash() : named(history);
    Optional<KeyHistory.Event> state = history.state(named);
    if (state.filter(event -> event.role() == KeyHistory.Role.REVOKED).isPresent()) {
      throw Failure.usage(
          "that key was revoked already, as of " + state.get().at(),
          "see palimpsest keys; an entry is never edited");
    }
    SealingKey made = named.equals(present.hash()) ? exchange(workspace) : null;
    Entry entry =
        workspace
            .entry(Action.KEY)
            .purpose("sealing key revoked")
            .objects(List.of(Workspace.item(named, 0, KeyHistory.Role.REVOKED)))
            .method(List.of(KeyHistory.since(at)));
    if (reason != null && !reason.isBlank()) {
      entry = entry.remarks(reason);
    }
    LoggedEntry logged = workspace.append(entry);
    tell("the key was revoked as of " + at, made == null ? null : made.certificate(), logged.seq());
  }

  private Instant since() throws Failure {
    Instant now = surroundings().clock().instant();
    if (since == null) {
      return now;
    }
    try {
      Instant at = Instant.parse(since);
      if (!at.isAfter(now)) {
        return at;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw Failure.usage(
        "--since wants a time that is past, in UTC", "for example: --since 2026-11-12T09:00:00Z");
  }

  private Sha256 named(KeyHistory history) throws Failure {
    String wanted = fingerprint.toLowerCase(Locale.ROOT);
    List<Sha256> found =
        new ArrayList<>(
            history.events().stream()
                .map(KeyHistory.Event::fingerprint)
                .distinct()
                .filter(each -> wanted.length() >= 8 && each.hex().startsWith(wanted))
                .toList());
    if (found.size() != 1) {
      throw Failure.usage(
          found.isEmpty()
              ? "this vault's log knows no key of that fingerprint"
              : "several keys begin like that",
          "copy the fingerprint from: palimpsest keys");
    }
    return found.get(0);
  }

  private void tell(String done, @Nullable X509Certificate made, long entry) {
    Terminal t = terminal();
    ObjectNode json = Json.object().put("schema", "palimpsest/keys-changed/1");
    json.put("entry", entry);
    t.line(done + " (entry " + entry + " of the custody log)");
    if (made != null) {
      Fingerprint now = Fingerprint.of(made);
      t.line();
      t.line("Write the new fingerprint down, and give it to those who check your reports.");
      t.line();
      t.line("  " + now.words());
      t.line("  " + now.hex());
      t.line();
      json.put("fingerprint", now.hex()).put("fingerprintWords", now.words());
    }
    t.line("tell them with: palimpsest custody prove " + entry + " --out DIR");
    t.document(json);
  }
}
