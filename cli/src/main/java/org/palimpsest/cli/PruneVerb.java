package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.custody.Action;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.References;
import org.palimpsest.snapshot.RetentionPolicy;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Pruning;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Drops the evidence of old snapshots by a rule. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Drops the evidence of snapshots that no rule keeps, and says first what it would do; nothing is"
          + " dropped without --apply. Days are those of the state that a snapshot shows. The newest of"
          + " each device and the one taken last, the one that the next run compares with, what a hold"
          + " covers, what a report, proof or package cites and what is dated ahead of the clock"
          + " always stay. Manifests, roots and the custody log stay too."
    })
final class PruneVerb extends Verb {

  @Option(names = "--keep-last", paramLabel = "N", description = "the newest N of each device")
  int last;

  @Option(names = "--keep-daily", paramLabel = "N", description = "one a day, for N days")
  int daily;

  @Option(names = "--keep-weekly", paramLabel = "N", description = "one a week, for N weeks")
  int weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", description = "one a month, for N months")
  int monthly;

  @Option(names = "--keep-yearly", paramLabel = "N", description = "one a year, for N years")
  int yearly;

  @Option(
      names = {"--apply", "--yes"},
      description = "do it; without this, it is only said what would be done")
  boolean apply;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    RetentionPolicy policy;
    try {
      policy = rule();
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "a number of snapshots to keep is not negative", "for example: --keep-daily 30");
    }
    if (policy.isEmpty()) {
      throw Failure.usage(
          "prune wants a rule",
          "for example: --keep-daily 30 --keep-monthly 24, or [retention] in the configuration");
    }
    Workspace workspace = Workspace.open(this);
    if (!apply) {
      tell(policy, fates(workspace, policy), effect(workspace, fates(workspace, policy)), false);
      return Exit.OK;
    }
    LogKey key = workspace.signer();
    try (VaultLock held = workspace.lock()) {
      Objects.requireNonNull(held);
      workspace.finishInterrupted();
      List<Fate> fates = fates(workspace, policy);
      terminal().stage("reading what stays");
      Pruning pruning = sound(workspace, fates);
      for (Fate fate : fates) {
        if (fate.drops()) {
          workspace.append(
              workspace
                  .entry(Action.PRUNE)
                  .snapshot(Workspace.facts(fate.manifest()))
                  .method(List.of("rule: " + policy))
                  .remarks("evidence dropped; manifest and root kept"),
              key);
        }
      }
      for (Fate fate : fates) {
        if (fate.drops()) {
          workspace.snapshots().prune(fate.manifest().id());
        }
      }
      terminal().stage("dropping what nothing needs");
      Pruning.Effect effect = pruning.run();
      terminal().stageDone();
      tell(policy, fates, effect, true);
    }
    return Exit.OK;
  }

  /**
   * Makes sure, before anything is said or moved, that pruning can come to its end, and that the
   * newest that stays of each series that becomes shorter, and the one taken last, can be read.
   * Evidence must not be dropped while what stays is damaged: the one may be all that is left of
   * the other.
   */
  private static Pruning sound(Workspace workspace, List<Fate> fates)
      throws Failure, VaultException, IOException {
    Set<String> shorter = new HashSet<>();
    Map<String, Manifest> newest = new TreeMap<>();
    Map<String, Manifest> takenLast = new TreeMap<>();
    List<Manifest> staying = new ArrayList<>();
    for (Fate fate : fates) {
      String device = fate.manifest().device();
      if (fate.drops()) {
        shorter.add(device);
      } else {
        // They come in the order of what they show.
        newest.put(device, fate.manifest());
        staying.add(fate.manifest());
      }
    }
    TakingOrder.of(staying, workspace.entries())
        .forEach(each -> takenLast.put(each.device(), each));
    try {
      Pruning pruning = new Pruning(workspace.vault(), live(workspace, fates));
      if (!shorter.isEmpty()) {
        pruning.requireSound();
        refuseWithoutRoom(workspace.vault().folder(), pruning.room());
        Map<String, Manifest> stays = new TreeMap<>();
        shorter.stream().map(newest::get).forEach(each -> stays.put(each.id(), each));
        shorter.stream().map(takenLast::get).forEach(each -> stays.put(each.id(), each));
        for (Manifest manifest : stays.values()) {
          References.requireSound(workspace.vault(), manifest);
        }
      }
      return pruning;
    } catch (VaultException | DamagedObjectException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "nothing was changed, since what would stay is damaged: " + e.getMessage(),
          "mend it with: palimpsest repair --from SECOND-COPY");
    }
  }

  /** What stays may have to be stored again before what goes is deleted. */
  static void refuseWithoutRoom(Path folder, long room) throws Failure, IOException {
    FileStore disk = Files.getFileStore(folder);
    // A disk that tells no size tells nothing of its room either.
    if (disk.getTotalSpace() > 0 && disk.getUsableSpace() < room) {
      throw new Failure(
          Exit.INCOMPLETE,
          "nothing was changed, since what stays may need " + Plain.bytes(room) + " meanwhile",
          "free as much on the disk of the vault, and run the same command again");
    }
  }

  /** What the options say; where they say nothing, what the configuration does. */
  private RetentionPolicy rule() {
    RetentionPolicy given = new RetentionPolicy(last, daily, weekly, monthly, yearly);
    if (!given.isEmpty()) {
      return given;
    }
    Settings settings = settings();
    return new RetentionPolicy(
        settings.count(Key.KEEP_LAST),
        settings.count(Key.KEEP_DAILY),
        settings.count(Key.KEEP_WEEKLY),
        settings.count(Key.KEEP_MONTHLY),
        settings.count(Key.KEEP_YEARLY));
  }

  private static List<Fate> fates(Workspace workspace, RetentionPolicy policy)
      throws VaultException, IOException {
    return Fate.of(workspace.snapshots().inTime(), workspace.entries(), policy, workspace.now());
  }

  /** The objects that the snapshots need which stay. */
  private static Set<Sha256> live(Workspace workspace, List<Fate> fates)
      throws VaultException, IOException {
    Set<Sha256> live = new HashSet<>();
    for (Fate fate : fates) {
      if (!fate.drops()) {
        live.addAll(References.all(workspace.vault(), fate.manifest()));
      }
    }
    return live;
  }

  private static Pruning.Effect effect(Workspace workspace, List<Fate> fates)
      throws VaultException, IOException {
    return new Pruning(workspace.vault(), live(workspace, fates)).effect();
  }

  private void tell(RetentionPolicy rule, List<Fate> fates, Pruning.Effect effect, boolean done) {
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/prune/1");
    json.put("applied", done);
    json.put("rule", rule.toString());
    t.line("rule: " + rule);
    json.put("bytes", effect.bytes());
    json.put("objects", effect.objects());
    ArrayNode list = json.putArray("snapshots");
    Map<Boolean, Integer> numbers = new LinkedHashMap<>();
    for (Fate fate : fates) {
      boolean drops = fate.drops();
      numbers.merge(drops, 1, Integer::sum);
      t.line(
          String.format(
              Locale.ENGLISH,
              "%-5s  %-12s  %-21s  %-12s  %s",
              drops ? "drop" : "keep",
              Plain.id(fate.manifest().id()),
              Plain.time(fate.manifest().asOf()),
              fate.manifest().device(),
              fate.keptBecause().orElse("")));
      ObjectNode node = list.addObject();
      node.put("snapshot", fate.manifest().id());
      node.put("device", fate.manifest().device());
      node.put("dropped", drops);
      fate.keptBecause().ifPresent(because -> node.put("keptBecause", because));
    }
    t.line();
    int drops = numbers.getOrDefault(true, 0);
    t.line(
        (done ? "dropped the evidence of " : "would drop the evidence of ")
            + Plain.count(drops, "snapshot")
            + (done ? ", " : ", at most ")
            + Plain.bytes(effect.bytes())
            + "; "
            + Plain.count(numbers.getOrDefault(false, 0), "snapshot")
            + (done ? " kept" : " would stay"));
    if (!done && drops > 0) {
      t.line("nothing was changed; do it with --apply");
    }
    t.document(json);
  }
}
