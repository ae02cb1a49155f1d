package org.palimpsest.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.custody.AppendRefusedException;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.disk.MemoryDisk.Left;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.seal.LogKey;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The disk fails at any step of taking a snapshot, of pruning or of mirroring: the power goes and
 * takes what was not synced with it, there is no room left, one operation fails, or the share that
 * the vault lies on goes away for good. No snapshot is lost, none is half visible, the next run
 * completes, and nothing wrong is found.
 *
 * <p>Every step is tried with {@code -Dpalimpsest.faults=all}; otherwise a part of them, spread
 * evenly.
 */
class FailingDiskTest {

  private static final boolean ALL = "all".equals(System.getProperty("palimpsest.faults"));
  private static final int TRIED = Integer.getInteger("palimpsest.faults.tried", 2);
  private static final int BEFORE = 15;

  @TempDir static Path folder;

  private static Premises start;
  private static Path next;
  private static Path afterwards;
  private static Instant day;
  private static Set<String> earlier;
  private static final List<String> IN_ORDER = new ArrayList<>();

  /** Enough snapshots that the next one has the lookups written anew. */
  @BeforeAll
  static void fill() throws Exception {
    Lab lab = new Lab(folder.resolve("lab"));
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 1)) {
      start =
          new Premises(
              new MemoryDisk(), LogKey.create("example.org/log", new SecureRandom(new byte[] {1})));
      start.init();
      for (int i = 0; i < BEFORE; i++) {
        IN_ORDER.add(start.snapshot(lab.copy(home.mac, home.world.now()), home.aWeekOn()));
        home.world.receive(home.work, home.ben, "figures of week " + i);
      }
      next = lab.copy(home.mac, home.world.now());
      home.world.receive(home.work, home.ben, "the last figures");
      afterwards = lab.copy(home.mac, home.world.now());
      day = home.aWeekOn();
    }
    start.disk().rest();
    start.isSound();
    start.isFinished();
    earlier = Set.copyOf(IN_ORDER);
    assertEquals(BEFORE, earlier.size());
  }

  private interface Task {
    void run(Premises premises) throws Exception;
  }

  private static int stepsOf(Task task) throws Exception {
    Premises premises = start.on(start.disk().copy());
    premises.disk().expect(Trouble.NONE);
    task.run(premises);
    premises.isSound();
    premises.isFinished();
    return premises.disk().steps();
  }

  private interface Afterwards {
    void check(Premises premises) throws Exception;
  }

  private static void withEveryTrouble(Task task, Afterwards afterwards) throws Exception {
    int steps = stepsOf(task);
    assertTrue(steps > 20, "so few steps: " + steps);
    Random random = new Random(steps);
    int stride = ALL ? 1 : Math.max(1, steps / TRIED);
    for (int step = 1 + (ALL ? 0 : random.nextInt(stride)); step <= steps; step += stride) {
      for (Left left : Left.values()) {
        Premises premises = start.on(start.disk().copy());
        attempt(task, premises, new Trouble(Trouble.Kind.POWER_CUT, step));
        Premises found = premises.on(premises.disk().afterPowerCut(left, random));
        examine(afterwards, found, "power cut at step " + step + ", left " + left);
      }
      for (Trouble.Kind kind : List.of(Trouble.Kind.FULL, Trouble.Kind.BROKEN_ONCE)) {
        Premises premises = start.on(start.disk().copy());
        attempt(task, premises, new Trouble(kind, step));
        premises.disk().expect(Trouble.NONE);
        examine(afterwards, premises, kind + " at step " + step);
      }
      Premises premises = start.on(start.disk().copy());
      attempt(task, premises, new Trouble(Trouble.Kind.GONE, step));
      isNotCalledSound(premises);
      premises.disk().expect(Trouble.NONE);
      // The server has what was synced; of the rest, what the other side did not keep to itself.
      Left left = random.nextBoolean() ? Left.ALL : Left.SOME;
      Premises found = premises.on(premises.disk().afterPowerCut(left, random));
      examine(afterwards, found, "share gone at step " + step + ", left " + left);
    }
  }

  /** A vault that cannot be reached must not look like one that is whole, or like an empty one. */
  private static void isNotCalledSound(Premises premises) throws Exception {
    try {
      premises.visible();
      fail("snapshots were listed of a share that is gone");
    } catch (IOException | VaultException e) {
      // As it should be.
    }
    try {
      premises.isSound();
      fail("a share that is gone was called sound");
    } catch (IOException | VaultException e) {
      // As it should be.
    }
  }

  private static void attempt(Task task, Premises premises, Trouble trouble) throws Exception {
    premises.disk().expect(trouble);
    try {
      task.run(premises);
    } catch (IOException | VaultException | AppendRefusedException e) {
      // It is said; what matters is what is left.
    }
  }

  private static void examine(Afterwards afterwards, Premises premises, String when)
      throws Exception {
    try {
      afterwards.check(premises);
    } catch (Exception | AssertionError e) {
      fail(when, e);
    }
  }

  /** What must hold whatever was interrupted. */
  private static void nothingIsLost(Premises premises, Set<String> kept) throws Exception {
    premises.setAsideHalfLine();
    Set<String> visible = premises.visible();
    assertTrue(visible.containsAll(kept), "a snapshot was lost");
    premises.isSound();
    String id = premises.snapshot(afterwards, day.plusSeconds(86_400));
    assertTrue(premises.visible().contains(id), "the next one is not there");
    assertTrue(premises.visible().containsAll(kept), "a snapshot was lost later");
    premises.isSound();
    premises.isFinished();
  }

  @Test
  void aSnapshotThatTheDiskInterrupts() throws Exception {
    withEveryTrouble(
        premises -> premises.snapshot(next, day), premises -> nothingIsLost(premises, earlier));
  }

  @Test
  void pruningThatTheDiskInterrupts() throws Exception {
    Set<String> kept = new TreeSet<>();
    for (int i = 1; i < BEFORE; i += 3) {
      kept.add(IN_ORDER.get(i));
    }
    withEveryTrouble(
        premises -> premises.prune(kept),
        premises -> {
          nothingIsLost(premises, kept);
          Set<String> all = new TreeSet<>(kept);
          all.addAll(premises.visible());
          all.removeIf(id -> earlier.contains(id) && !kept.contains(id));
          premises.prune(all);
          assertEquals(all, premises.visible());
          premises.isSound();
          premises.isFinished();
        });
  }

  @Test
  void mirroringThatTheDiskInterrupts() throws Exception {
    withEveryTrouble(
        Premises::mirror,
        premises -> {
          nothingIsLost(premises, earlier);
          Path copy = premises.copy();
          if (Files.exists(copy.resolve("vault.json"))) {
            assertTrue(
                premises.visible().containsAll(Premises.visible(Vault.open(copy))),
                "the copy holds what the vault does not");
          }
          premises.mirror();
          Vault second = Vault.open(copy);
          assertEquals(premises.visible(), Premises.visible(second));
          Premises.isSound(second, CustodyLog.open(second.custody()));
        });
  }
}
