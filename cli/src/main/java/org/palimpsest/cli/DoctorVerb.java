package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.json.Json;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;

/** Says whether this machine is ready, line by line, each with its one next step. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says whether this machine can read its sources, what is on and what is off, and the one"
            + " next step.")
final class DoctorVerb extends Verb {

  private static final long LITTLE_SPACE = 5L << 30;
  private static final long OLD_DAYS = 7;

  private enum State {
    OK,
    WARNING,
    PROBLEM
  }

  private record Line(String subject, State state, String what, String nextStep) {}

  private final List<Line> lines = new ArrayList<>();

  @Override
  int run() throws IOException {
    program();
    sources();
    vault();
    keys();
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/doctor/1");
    ArrayNode list = json.putArray("lines");
    boolean problem = false;
    for (Line line : lines) {
      String word = line.state().name().toLowerCase(Locale.ROOT);
      problem |= line.state() == State.PROBLEM;
      t.line(String.format(Locale.ENGLISH, "%-8s %-9s %s", word, line.subject(), line.what()));
      if (!line.nextStep().isEmpty()) {
        t.line("                   next: " + line.nextStep());
      }
      ObjectNode node = list.addObject();
      node.put("subject", line.subject());
      node.put("state", word);
      node.put("what", line.what());
      node.put("nextStep", line.nextStep());
    }
    t.document(json);
    return problem ? Exit.INCOMPLETE : Exit.OK;
  }

  private void add(String subject, State state, String what, String nextStep) {
    lines.add(new Line(subject, state, what, nextStep));
  }

  private void program() {
    add(
        "program",
        State.OK,
        Build.NAME
            + " "
            + Build.version()
            + " on Java "
            + System.getProperty("java.version")
            + ", "
            + System.getProperty("os.name"),
        "");
  }

  private void sources() throws IOException {
    List<SourcesVerb.Found> found = SourcesVerb.find(surroundings());
    if (found.isEmpty()) {
      add(
          "sources",
          State.WARNING,
          "no Messages store was found in the usual places",
          "name a folder that holds chat.db or sms.db: palimpsest snapshot FOLDER");
    }
    for (SourcesVerb.Found source : found) {
      boolean backup = source.kind().equals("iphone-backup");
      add(
          "sources",
          source.readable() ? State.OK : backup ? State.WARNING : State.PROBLEM,
          source.kind() + " at " + source.path(),
          source.note());
    }
  }

  private void vault() throws IOException {
    Path folder = Workspace.folder(this);
    try {
      Workspace workspace = Workspace.open(this);
      List<Manifest> manifests = workspace.snapshots().list();
      if (manifests.isEmpty()) {
        add(
            "vault",
            State.WARNING,
            "it holds no snapshot",
            "take the first one: palimpsest snapshot");
      }
      for (String device : workspace.snapshots().devices()) {
        newest(manifests, device);
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      add(
          "space",
          free < LITTLE_SPACE ? State.WARNING : State.OK,
          Plain.bytes(free) + " free where the vault lies",
          free < LITTLE_SPACE ? "free some space, or move the vault to a larger disk" : "");
    } catch (VaultException e) {
      boolean absent = e.reason() == VaultException.Reason.ABSENT;
      add(
          "vault",
          absent ? State.WARNING : State.PROBLEM,
          absent ? "there is none at " + folder : e.getMessage(),
          absent ? "make one: palimpsest init" : "see what is damaged: palimpsest verify");
    }
  }

  private void newest(List<Manifest> manifests, String device) {
    Manifest newest =
        manifests.stream()
            .filter(manifest -> manifest.device().equals(device))
            .reduce((a, b) -> b)
            .orElseThrow();
    long days = Duration.between(newest.asOf(), surroundings().clock().instant()).toDays();
    add(
        "vault",
        days > OLD_DAYS ? State.WARNING : State.OK,
        "the newest snapshot of "
            + device
            + " is "
            + Plain.count(Math.max(0, days), "day")
            + " old",
        days > OLD_DAYS ? "take one now: palimpsest snapshot --device " + device : "");
  }

  private void keys() {
    Path folder = surroundings().keys();
    if (KeyRing.exists(folder)) {
      add(
          "keys",
          State.OK,
          "at "
              + folder
              + (KeyRing.needsPassphrase(folder)
                  ? ", opened by a passphrase"
                  : ", opened by a file"),
          "");
    } else {
      add("keys", State.WARNING, "there are none", "make them: palimpsest init");
    }
  }
}
