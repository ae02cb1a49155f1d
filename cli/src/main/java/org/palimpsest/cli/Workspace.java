package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.AppendRefusedException;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.Holds;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import org.palimpsest.verdict.Check;

/** A vault with its custody log, as the verbs use it. */
final class Workspace {

  private static final int LOCK_TRIES = 100;
  private static final long LOCK_PAUSE_MILLIS = 100;

  private final Surroundings surroundings;
  private final Settings settings;
  private final Session session;
  private final Keys keys;
  private final Vault vault;
  private @Nullable LogKey signer;
  private @Nullable CustodyLog log;

  private Workspace(Verb verb, Keys keys, Vault vault) {
    this.surroundings = verb.surroundings();
    this.settings = verb.settings();
    this.session = verb.parent().session();
    this.keys = keys;
    this.vault = vault;
  }

  static Workspace open(Verb verb) throws VaultException, IOException {
    Path folder = folder(verb);
    if (Files.isRegularFile(folder)) {
      throw new VaultException(
          VaultException.Reason.OCCUPIED, "there is a file where the vault is to be");
    }
    VaultDoor door = new VaultDoor(verb.surroundings(), verb.options);
    Vault vault;
    try {
      vault = Vault.isEncrypted(folder) ? door.open(folder) : Vault.open(folder);
    } catch (Failure e) {
      throw new VaultException(VaultException.Reason.ENCRYPTED, e.causeInWords());
    } catch (VaultException e) {
      if (e.reason() == VaultException.Reason.ABSENT
          && Files.isDirectory(folder.resolve("custody"))) {
        throw new VaultException(
            VaultException.Reason.DAMAGED, "vault.json is gone from a folder that holds a vault");
      }
      throw e;
    }
    verb.closeAtTheEnd(vault.files());
    Keys keys = new Keys(verb.surroundings(), verb.options);
    return new Workspace(verb, door.byPassphraseFile() ? keys.afterVault() : keys, vault);
  }

  /** A vault that was just made. */
  static Workspace of(Verb verb, Vault vault) {
    verb.closeAtTheEnd(vault.files());
    return new Workspace(verb, new Keys(verb.surroundings(), verb.options), vault);
  }

  static Path folder(Verb verb) {
    return verb.settings().path(Key.VAULT).orElse(verb.surroundings().ownVault());
  }

  Vault vault() {
    return vault;
  }

  Keys keys() {
    return keys;
  }

  Snapshots snapshots() {
    return session.snapshots(vault);
  }

  /** The log, opened once: what was read of it is not read again. */
  CustodyLog log() throws VaultException, IOException {
    CustodyLog opened = log;
    if (opened != null) {
      return opened;
    }
    try {
      opened = CustodyLog.open(vault.custody(), vault.lineSeal());
      log = opened;
      return opened;
    } catch (NoSuchFileException e) {
      Path gone = Path.of(String.valueOf(e.getFile())).getFileName();
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the custody log has no file " + gone);
    }
  }

  /**
   * The key of the log, opened once. That it signs this vault's log, and that the log is whole, is
   * made sure of here, before any work is done that could not be recorded.
   */
  LogKey signer() throws Failure, VaultException, IOException {
    if (vault.isMirror()) {
      throw Failure.usage(
          "this is a second copy, to which only mirror writes",
          "work on the vault itself; if that is lost, delete the copy's file called mirror");
    }
    if (signer == null) {
      signer = session.signer(vault.folder()).orElse(null);
    }
    if (signer == null) {
      LogKey key = keys.openLogKey();
      if (!log().isAsSigned()) {
        CustodyCheck check = log().verify(null, null);
        if (check.verdict() != CustodyCheck.Verdict.INTACT
            && check.verdict() != CustodyCheck.Verdict.UNANCHORED) {
          throw notIntact(check);
        }
      }
      try {
        if (!key.verifier().hasSameKey(log().publicKey())) {
          throw wrongKey();
        }
        OwnLog.require(vault, log());
      } catch (MalformedLogException e) {
        throw notIntact(e.why());
      }
      session.remember(vault.folder(), key);
      signer = key;
    }
    return signer;
  }

  /**
   * Both keys, for what seals documents. The log is told of a sealing key that it does not know
   * yet, and that the one before it is retired: keys serve several vaults, and each log says by
   * itself whose seals are to be accepted.
   */
  KeyRing sealer() throws Failure, VaultException, IOException, InterruptedException {
    signer();
    KeyRing ring = keys.open();
    requireUsable("sealing key", ring.sealingKey(), "rotate");
    introduce(ring.sealingKey().certificate());
    return ring;
  }

  /** Refuses a key by which a seal would be refused; to be asked before anything is sealed. */
  void requireUsable(String which, SealingKey key, String remedy) throws Failure {
    Optional<String> fault = key.fault(now());
    if (fault.isPresent()) {
      throw Failure.usage(
          "the certificate of the " + which + " " + fault.get(),
          "make a new one with: palimpsest keys " + remedy);
    }
  }

  /** Tells the log of a sealing key that it does not know yet. */
  void introduce(X509Certificate certificate)
      throws Failure, VaultException, IOException, InterruptedException {
    Fingerprint own = Fingerprint.of(certificate);
    KeyHistory history = KeyHistory.of(entries());
    Optional<KeyHistory.Event> state = history.state(own.hash());
    if (state.filter(event -> event.role() != KeyHistory.Role.INTRODUCED).isPresent()) {
      throw Failure.usage(
          "the sealing key was "
              + (state.get().role() == KeyHistory.Role.REVOKED ? "revoked" : "retired")
              + " in this vault's custody log",
          "make a new one with: palimpsest keys rotate");
    }
    if (state.isEmpty()) {
      List<Entry.Item> items = new ArrayList<>();
      history.current().ifPresent(old -> items.add(item(old, 0, KeyHistory.Role.RETIRED)));
      items.add(item(certificate, KeyHistory.Role.INTRODUCED));
      append(
          entry(Action.KEY)
              .purpose(items.size() > 1 ? "sealing key exchanged" : "sealing key introduced")
              .objects(items));
    }
  }

  /** How an entry names a certificate; its SHA-256 is the fingerprint. */
  static Entry.Item item(X509Certificate certificate, KeyHistory.Role role) {
    try {
      return item(Fingerprint.of(certificate).hash(), certificate.getEncoded().length, role);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  static Entry.Item item(Sha256 fingerprint, long size, KeyHistory.Role role) {
    return new Entry.Item("certificate", size, fingerprint, role.word());
  }

  /** What the log says of keys; empty if it is not whole, for those who only check a file. */
  Optional<KeyHistory> keyHistory() throws VaultException, IOException {
    CustodyCheck.Verdict verdict = log().verify(null, null).verdict();
    return verdict == CustodyCheck.Verdict.INTACT || verdict == CustodyCheck.Verdict.UNANCHORED
        ? Optional.of(KeyHistory.of(entries()))
        : Optional.empty();
  }

  private static Failure wrongKey() {
    return Failure.usage(
        "these keys do not sign this vault's custody log",
        "set PALIMPSEST_HOME to the folder of the keys that the vault was made with");
  }

  private static Failure notIntact(CustodyCheck check) {
    List<Check> wrong = check.checks().stream().filter(Check::isFailure).toList();
    String why = wrong.isEmpty() ? "" : wrong.get(0).detail().lines().findFirst().orElse("");
    if (!wrong.isEmpty() && wrong.get(0).name().equals("custody last line")) {
      return new Failure(
          Exit.INTEGRITY,
          "the custody log is not intact: " + why,
          "if a crash left it, set it aside: palimpsest custody checkpoint --set-aside-half-line");
    }
    return notIntact(why);
  }

  private static Failure notIntact(String why) {
    return new Failure(
        Exit.INTEGRITY,
        "the custody log is not intact: " + why,
        "see what is wrong with: palimpsest verify, and restore the log from a second copy");
  }

  /** Takes the writer's lock at once, or says who holds it. */
  VaultLock lock() throws VaultException, IOException {
    return VaultLock.take(vault, owner());
  }

  /** Takes the lock for a short append, waiting a while for a run that holds it. */
  VaultLock lockPatiently() throws VaultException, IOException, InterruptedException {
    for (int i = 1; i < LOCK_TRIES; i++) {
      try {
        return lock();
      } catch (VaultException e) {
        if (e.reason() != VaultException.Reason.LOCKED) {
          throw e;
        }
        Thread.sleep(LOCK_PAUSE_MILLIS);
      }
    }
    return lock();
  }

  private String owner() {
    return "process " + ProcessHandle.current().pid() + " since " + surroundings.clock().instant();
  }

  /** An entry with what is the same for all. */
  Entry entry(Action action) {
    Entry entry =
        Entry.of(surroundings.clock().instant(), action)
            .tool(
                new Entry.Tool(
                    Build.NAME,
                    Build.version(),
                    null,
                    System.getProperty("java.version", "unknown")))
            .host(
                new Entry.Host(
                    null,
                    System.getProperty("os.name", "unknown")
                        + " "
                        + System.getProperty("os.version", "")));
    Optional<String> authority = settings.text(Key.AUTHORITY);
    if (authority.isPresent()) {
      entry = entry.authority(authority.get());
    }
    String account = System.getProperty("user.name", "");
    String name = settings.text(Key.OPERATOR).orElse(account);
    String organisation = settings.text(Key.ORGANISATION).orElse(null);
    return name.isEmpty() ? entry : entry.actor(new Entry.Actor(name, null, organisation, account));
  }

  /** Appends an entry while no lock is held. */
  LoggedEntry append(Entry entry)
      throws Failure, VaultException, IOException, InterruptedException {
    LogKey key = signer();
    try (VaultLock held = lockPatiently()) {
      java.util.Objects.requireNonNull(held);
      return append(entry, key);
    }
  }

  /** Appends an entry while the caller holds the lock, under the time at which it does. */
  LoggedEntry append(Entry entry, LogKey key) throws Failure, VaultException, IOException {
    for (String id : Holds.needed(entry)) {
      // Whoever prepared it may have waited for a run that pruned.
      if (snapshots().isPruned(id)) {
        throw Failure.usage(
            "the evidence of snapshot " + Plain.id(id) + " was pruned meanwhile",
            "see what is there with: palimpsest snapshots, and name another");
      }
    }
    try {
      return log().append(entry.at(now()), key);
    } catch (AppendRefusedException e) {
      throw refused(e);
    }
  }

  private static Failure refused(AppendRefusedException e) {
    return switch (e.reason()) {
      case LOCKED ->
          new Failure(Exit.LOCKED, String.valueOf(e.getMessage()), "run the same command again");
      case WRONG_KEY -> wrongKey();
      case HALF_WRITTEN, NOT_INTACT -> notIntact(String.valueOf(e.getMessage()));
    };
  }

  /**
   * Moves a last line that a crash left half-written, and that no checkpoint covers, out of the log
   * into a file of its own.
   *
   * @return the file; empty when the last line is whole
   */
  Optional<Path> setAsideHalfLine()
      throws Failure, VaultException, IOException, InterruptedException {
    keys.openLogKey();
    try (VaultLock held = lockPatiently()) {
      java.util.Objects.requireNonNull(held);
      return Optional.ofNullable(log().setAsideHalfWrittenLine());
    } catch (AppendRefusedException e) {
      throw refused(e);
    }
  }

  /** All entries of the custody log. */
  List<LoggedEntry> entries() throws VaultException, IOException {
    try {
      return log().entries();
    } catch (MalformedLogException e) {
      throw damaged(e);
    }
  }

  /** The snapshots that the log says were pruned. */
  static Set<String> pruned(List<LoggedEntry> entries) {
    Set<String> pruned = new TreeSet<>();
    for (LoggedEntry logged : entries) {
      if (logged.entry().action() == Action.PRUNE) {
        logged.entry().snapshot().ifPresent(facts -> pruned.add(facts.id()));
      }
    }
    return pruned;
  }

  /** Brings interrupted snapshots and pruning to an end; the caller holds the lock. */
  void finishInterrupted() throws VaultException, IOException {
    try {
      // Mostly nothing was interrupted, and then a log of many years need not be read.
      List<LoggedEntry> entries =
          snapshots().anyInterrupted() ? log().entries() : List.<LoggedEntry>of();
      snapshots()
          .finishInterrupted(
              id ->
                  entries.stream()
                      .map(logged -> logged.entry().snapshot())
                      .anyMatch(
                          facts -> facts.map(Entry.SnapshotFacts::id).equals(Optional.of(id))));
      snapshots().finishPruning(pruned(log().entries(Action.PRUNE)));
    } catch (MalformedLogException e) {
      throw damaged(e);
    }
  }

  private static VaultException damaged(MalformedLogException e) {
    return new VaultException(
        VaultException.Reason.DAMAGED, "the custody log is not intact: " + e.getMessage());
  }

  Instant now() {
    return surroundings.clock().instant();
  }

  /** Refuses a place for results in which something lies that no result may come into. */
  void requireOutside(Path out) throws Failure, IOException {
    Outside.require(out, surroundings.keys());
  }

  /** The facts of a snapshot as a custody entry names them. */
  static Entry.SnapshotFacts facts(Manifest manifest) {
    return new Entry.SnapshotFacts(
        manifest.id(),
        manifest.root(),
        java.util.Map.of(
            "attachments", manifest.count("attachments"),
            "messages", manifest.count("messages"),
            "threads", manifest.count("threads"),
            "tombstones", manifest.count("tombstones")));
  }

  static int threads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors());
  }
}
