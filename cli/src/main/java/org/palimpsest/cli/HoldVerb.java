package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.Holds;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets, lists and releases holds. */
@Command(
    name = "hold",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps snapshots from being pruned. set and release take snapshots, or --device for a whole"
          + " series with all that will be added to it; list shows the holds in force."
    })
final class HoldVerb extends Verb {

  @Parameters(index = "0", paramLabel = "WHAT", description = "set, list or release")
  String what = "";

  @Parameters(index = "1..*", paramLabel = "SNAPSHOT", arity = "0..*", description = "which")
  List<String> names = new ArrayList<>();

  @Option(names = "--device", paramLabel = "LABEL", description = "the whole series of a device")
  @Nullable String device;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why, as the custody log is to say it; set and release want one")
  @Nullable String reason;

  @Option(
      names = "--case",
      paramLabel = "ID",
      description = "the case it belongs to; release releases the holds of that case alone")
  @Nullable String caseId;

  @Option(
      names = "--entry",
      paramLabel = "N",
      description = "release: the hold that this entry set, as list numbers them")
  @Nullable Long number;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    switch (what) {
      case "list" -> list(Holds.of(workspace.entries()).all());
      case "set" -> change(workspace, true);
      case "release" -> change(workspace, false);
      default ->
          throw Failure.usage(
              "hold wants set, list or release", "for example: palimpsest hold list");
    }
    return Exit.OK;
  }

  private void change(Workspace workspace, boolean set)
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    if ((device == null) == names.isEmpty()) {
      throw Failure.usage(
          "hold " + what + " wants snapshots, or a series",
          "name snapshots, or the series with --device");
    }
    if (set && number != null) {
      throw Failure.usage("--entry says which hold is released", "leave it out to set one");
    }
    String why = reason == null ? "" : reason.strip();
    if (why.isEmpty()) {
      throw Failure.usage("a hold wants a reason", "say why with --reason");
    }
    LogKey key = workspace.signer();
    try (VaultLock held = workspace.lockPatiently()) {
      // What is held and what is there is looked at under the lock: a run may be pruning.
      java.util.Objects.requireNonNull(held);
      Holds holds = Holds.of(workspace.entries());
      List<Entry> entries = new ArrayList<>();
      if (device != null) {
        String label = device;
        if (set && !workspace.snapshots().devices().contains(label)) {
          throw new UnknownSnapshotException("no snapshot of a device with that label");
        }
        entries.add(
            entry(workspace, set ? List.of() : released(holds.onSeries(label)), why)
                .source(new Entry.Origin(Holds.SERIES, label, null, null, null)));
      }
      for (String name : names) {
        Manifest manifest = workspace.snapshots().resolve(name);
        entries.add(
            entry(workspace, set ? List.of() : released(holds.onSnapshot(manifest.id())), why)
                .snapshot(Workspace.facts(manifest)));
      }
      for (Entry entry : entries) {
        workspace.append(entry, key);
      }
    }
    list(Holds.of(workspace.entries()).all());
  }

  /** Which of the holds on one thing are meant: never those of another case. */
  private List<Holds.Hold> released(List<Holds.Hold> holds) throws Failure {
    List<Holds.Hold> meant =
        holds.stream()
            .filter(hold -> number == null || hold.seq() == number)
            .filter(hold -> given() == null || hold.caseId().equals(Optional.of(given())))
            .toList();
    if (meant.isEmpty()) {
      throw Failure.usage(
          "there is no such hold to release", "see what is held with: palimpsest hold list");
    }
    if (meant.size() > 1 && given() == null) {
      throw Failure.usage(
          meant.size() + " holds are in force there",
          "name the one that ends with --case or --entry; palimpsest hold list shows them");
    }
    return meant;
  }

  private @Nullable String given() {
    return caseId == null || caseId.isBlank() ? null : caseId;
  }

  private Entry entry(Workspace workspace, List<Holds.Hold> released, String why) {
    Entry entry =
        workspace
            .entry(Action.HOLD)
            .purpose(released.isEmpty() ? Holds.SET : Holds.RELEASED)
            .remarks(why);
    if (!released.isEmpty()) {
      entry = entry.method(released.stream().map(hold -> Holds.NUMBER + hold.seq()).toList());
    }
    String of = given();
    return of == null ? entry : entry.caseId(of);
  }

  private void list(List<Holds.Hold> holds) {
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/hold/1");
    ArrayNode list = json.putArray("holds");
    if (holds.isEmpty()) {
      t.line("nothing is held");
    }
    for (Holds.Hold hold : holds) {
      String covered =
          hold.device()
              .map(label -> "all of " + label)
              .orElseGet(() -> "snapshot " + Plain.id(hold.snapshot().orElse("")));
      t.line(
          String.format(
              Locale.ENGLISH,
              "%-24s  entry %d  %s%s",
              covered,
              hold.seq(),
              hold.caseId().map(id -> "case " + id + "  ").orElse(""),
              hold.reason()));
      ObjectNode node = list.addObject();
      hold.device().ifPresent(label -> node.put("device", label));
      hold.snapshot().ifPresent(id -> node.put("snapshot", id));
      hold.caseId().ifPresent(id -> node.put("case", id));
      node.put("entry", hold.seq());
      node.put("reason", hold.reason());
    }
    t.document(json);
  }
}
