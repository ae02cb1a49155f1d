package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;

/** Lists snapshots. */
@Command(
    name = "snapshots",
    mixinStandardHelpOptions = true,
    description = "Lists the snapshots of the vault, oldest first.")
final class SnapshotsVerb extends Verb {

  @Override
  int run() throws VaultException, IOException {
    List<Manifest> manifests = Workspace.open(this).snapshots().list();
    Terminal t = terminal();
    if (manifests.isEmpty()) {
      t.line("no snapshots; take one with: palimpsest snapshot");
    } else {
      t.line(
          String.format(
              Locale.ENGLISH,
              "%-12s  %-21s  %-21s  %-12s  %s",
              "snapshot",
              "taken",
              "as of",
              "device",
              "messages"));
    }
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/snapshots/1");
    ArrayNode list = json.putArray("snapshots");
    for (Manifest manifest : manifests) {
      t.line(
          String.format(
              Locale.ENGLISH,
              "%-12s  %-21s  %-21s  %-12s  %,d%s",
              Plain.id(manifest.id()),
              Plain.time(manifest.takenAt()),
              Plain.time(manifest.asOf()),
              manifest.device(),
              manifest.count("messages"),
              manifest.complete() ? "" : "  INCOMPLETE"));
      ObjectNode node = list.addObject();
      node.put("snapshot", manifest.id());
      node.put("device", manifest.device());
      node.put("takenAt", manifest.takenAt().toString());
      node.put("complete", manifest.complete());
      node.put("root", manifest.root().hex());
      node.put("messages", manifest.count("messages"));
    }
    t.document(json);
    return Exit.OK;
  }
}
