package org.palimpsest.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LogCopy;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.scenario.Lab;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.References;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Mirroring;
import org.palimpsest.vault.Pruning;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.vault.VaultLock;
import org.palimpsest.verdict.Check;

/** A vault with its log on a disk in memory, and what the command line does with the two. */
final class Premises {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final MemoryDisk disk;
  private final LogKey key;

  Premises(MemoryDisk disk, LogKey key) {
    this.disk = disk;
    this.key = key;
  }

  Premises on(MemoryDisk other) {
    return new Premises(other, key);
  }

  MemoryDisk disk() {
    return disk;
  }

  private Path folder() {
    return disk.path("/vault");
  }

  Path copy() {
    return disk.path("/copy");
  }

  Vault vault() throws Exception {
    return Vault.open(folder());
  }

  void init() throws Exception {
    Vault vault = Vault.create(folder(), "0".repeat(32), new byte[32], NOW);
    CustodyLog.create(vault.custody(), "example.org/log", key);
    disk.rest();
  }

  private CustodyLog log() throws Exception {
    return CustodyLog.open(vault().custody());
  }

  private void append(Entry entry) throws Exception {
    log().append(entry, key);
  }

  private static Entry.SnapshotFacts facts(Manifest manifest) {
    return new Entry.SnapshotFacts(manifest.id(), manifest.root(), Map.of());
  }

  private Set<String> logged(Action action) throws Exception {
    Set<String> ids = new TreeSet<>();
    for (LoggedEntry logged : log().entries()) {
      if (logged.entry().action() == action) {
        logged.entry().snapshot().ifPresent(facts -> ids.add(facts.id()));
      }
    }
    return ids;
  }

  private void finishInterrupted(Vault vault) throws Exception {
    Set<String> logged = logged(Action.SNAPSHOT);
    Snapshots snapshots = new Snapshots(vault);
    snapshots.finishInterrupted(logged::contains);
    snapshots.finishPruning(logged(Action.PRUNE));
  }

  String snapshot(Path store, Instant at) throws Exception {
    Vault vault = vault();
    try (VaultLock held = VaultLock.take(vault, "test")) {
      Objects.requireNonNull(held);
      finishInterrupted(vault);
      try (SnapshotMaker maker = new SnapshotMaker(vault, 1, stage -> {})) {
        SnapshotMaker.Prepared prepared = maker.prepare(Lab.request(store, "mac", at), wait -> {});
        return new Snapshots(vault)
            .publish(
                prepared,
                new Snapshots.Log() {
                  @Override
                  public void append(Manifest manifest) throws IOException {
                    try {
                      Premises.this.append(Entry.of(at, Action.SNAPSHOT).snapshot(facts(manifest)));
                    } catch (IOException e) {
                      throw e;
                    } catch (Exception e) {
                      throw new IOException("refused", e);
                    }
                  }

                  @Override
                  public boolean mayHold(Manifest manifest) {
                    try {
                      return logged(Action.SNAPSHOT).contains(manifest.id());
                    } catch (Exception e) {
                      return true;
                    }
                  }
                })
            .id();
      }
    }
  }

  /** Drops all snapshots but these. */
  void prune(Set<String> kept) throws Exception {
    Vault vault = vault();
    try (VaultLock held = VaultLock.take(vault, "test")) {
      Objects.requireNonNull(held);
      finishInterrupted(vault);
      List<Manifest> dropped = new ArrayList<>();
      Set<Sha256> live = new HashSet<>();
      for (Manifest manifest : new Snapshots(vault).list()) {
        if (kept.contains(manifest.id())) {
          live.addAll(References.all(vault, manifest));
        } else {
          dropped.add(manifest);
        }
      }
      assertTrue(new Pruning(vault, live).effect().objects() >= 0);
      for (Manifest manifest : dropped) {
        append(Entry.of(NOW, Action.PRUNE).snapshot(facts(manifest)));
      }
      for (Manifest manifest : dropped) {
        new Snapshots(vault).prune(manifest.id());
      }
      new Pruning(vault, live).run();
    }
  }

  void mirror() throws Exception {
    Vault vault = vault();
    try (VaultLock held = VaultLock.take(vault, "test")) {
      Objects.requireNonNull(held);
      finishInterrupted(vault);
      Mirroring mirroring = new Mirroring(vault, copy(), count -> {});
      assertTrue(LogCopy.isBeginning(vault.custody(), copy().resolve("custody")));
      Files.createDirectories(copy());
      try (VaultLock there = VaultLock.take(copy(), "test")) {
        Objects.requireNonNull(there);
        mirroring.run();
        append(Entry.of(NOW, Action.MIRROR));
        LogCopy.extend(vault.custody(), copy().resolve("custody"));
        mirroring.finish();
      }
    }
  }

  /** A last line that was half-written is set aside, as the command that the program names does. */
  void setAsideHalfLine() throws Exception {
    log().setAsideHalfWrittenLine();
  }

  Set<String> visible() throws Exception {
    return visible(vault());
  }

  static Set<String> visible(Vault vault) throws Exception {
    Set<String> ids = new TreeSet<>();
    new Snapshots(vault).list().forEach(manifest -> ids.add(manifest.id()));
    return ids;
  }

  /** Every byte is right, and no snapshot stands without its entry. */
  void isSound() throws Exception {
    isSound(vault(), log());
    assertTrue(logged(Action.SNAPSHOT).containsAll(visible()), "one is not in the log");
  }

  static void isSound(Vault vault, CustodyLog log) throws Exception {
    CustodyCheck custody = log.verify();
    assertTrue(
        custody.verdict() == CustodyCheck.Verdict.INTACT
            || custody.verdict() == CustodyCheck.Verdict.UNANCHORED,
        () -> custody.checks().toString());
    List<Check> checks = new ArrayList<>();
    checks.addAll(new VaultCheck(vault, count -> {}).run(1).checks());
    checks.addAll(new SnapshotCheck(vault, 1).run(Set.of(), false).checks());
    assertEquals(List.of(), checks.stream().filter(Check::isFailure).toList());
  }

  /** All that the log says is done, nothing is pending, and no draft lies about. */
  void isFinished() throws Exception {
    Set<String> expected = logged(Action.SNAPSHOT);
    Set<String> pruned = logged(Action.PRUNE);
    for (String id : pruned) {
      assertTrue(new Snapshots(vault()).isPruned(id), "the manifest of a pruned one is gone");
    }
    expected.removeAll(pruned);
    assertEquals(expected, visible());
    try (var files = Files.newDirectoryStream(vault().snapshots())) {
      files.forEach(file -> assertTrue(file.toString().endsWith(".json"), file.toString()));
    }
    assertFalse(Files.exists(folder().resolve("drafts")));
  }
}
