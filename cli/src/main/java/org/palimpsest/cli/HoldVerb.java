package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.Holds;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
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

  @Option(names = "--case", paramLabel = "ID", description = "the case it belongs to")
  @Nullable String caseId;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    switch (what) {
      case "list" -> list(Holds.of(workspace.entries()));
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
    String why = reason == null ? "" : reason.strip();
    if (why.isEmpty()) {
      throw Failure.usage("a hold wants a reason", "say why with --reason");
    }
    Holds holds = Holds.of(workspace.entries());
    List<Entry> entries = new ArrayList<>();
    if (device != null) {
      String label = device;
      if (!set && holds.onSeries(label).isEmpty()) {
        throw notHeld();
      }
      if (set && !workspace.snapshots().devices().contains(label)) {
        throw new UnknownSnapshotException("no snapshot of a device with that label");
      }
      entries.add(
          entry(workspace, set, why)
              .source(new Entry.Origin(Holds.SERIES, label, null, null, null)));
    }
    for (String name : names) {
      Manifest manifest = workspace.snapshots().resolve(name);
      if (!set && holds.onSnapshot(manifest.id()).isEmpty()) {
        throw notHeld();
      }
      entries.add(entry(workspace, set, why).snapshot(Workspace.facts(manifest)));
    }
    for (Entry entry : entries) {
      workspace.append(entry);
    }
    list(Holds.of(workspace.entries()));
  }

  private static Failure notHeld() {
    return Failure.usage(
        "there is no such hold to release", "see what is held with: palimpsest hold list");
  }

  private Entry entry(Workspace workspace, boolean set, String why) {
    Entry entry =
        workspace.entry(Action.HOLD).purpose(set ? Holds.SET : Holds.RELEASED).remarks(why);
    return caseId == null || caseId.isBlank() ? entry : entry.caseId(caseId);
  }

  private void list(Holds holds) {
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/hold/1");
    ArrayNode list = json.putArray("holds");
    if (holds.all().isEmpty()) {
      t.line("nothing is held");
    }
    for (Holds.Hold hold : holds.all()) {
      String covered =
          hold.device()
              .map(label -> "all of " + label)
              .orElseGet(() -> "snapshot " + Plain.id(hold.snapshot().orElse("")));
      t.line(
          String.format(Locale.ENGLISH, "%-24s  entry %d  %s", covered, hold.seq(), hold.reason()));
      ObjectNode node = list.addObject();
      hold.device().ifPresent(label -> node.put("device", label));
      hold.snapshot().ifPresent(id -> node.put("snapshot", id));
      node.put("entry", hold.seq());
      node.put("reason", hold.reason());
    }
    t.document(json);
  }
}
