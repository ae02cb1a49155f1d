package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the custody log. */
@Command(
    name = "custody",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the custody log: log lists its entries, show N shows one, checkpoint signs and prints a"
          + " checkpoint to be kept elsewhere."
    })
final class CustodyVerb extends Verb {

  @Parameters(index = "0", paramLabel = "WHAT", description = "log, show or checkpoint")
  String what = "";

  @Parameters(
      index = "1",
      paramLabel = "N",
      arity = "0..1",
      description = "the entry's number, with show")
  long number;

  @Option(
      names = "--set-aside-half-line",
      description =
          "with checkpoint: move a last line that a crash left half-written into a file of its own,"
              + " so that the log can go on; the new entry names it")
  boolean setAside;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    try {
      switch (what) {
        case "log" -> log(workspace.log());
        case "show" -> show(workspace.log());
        case "checkpoint" -> checkpoint(workspace);
        default ->
            throw Failure.usage(
                "custody wants log, show or checkpoint", "for example: palimpsest custody log");
      }
      return Exit.OK;
    } catch (MalformedLogException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log is not intact: " + e.getMessage(),
          "see what is wrong with: palimpsest verify");
    }
  }

  private void log(CustodyLog log) throws IOException, MalformedLogException {
    List<LoggedEntry> entries = log.entries();
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/custody-log/1");
    ArrayNode list = json.putArray("entries");
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      t.line(
          String.format(
              Locale.ENGLISH,
              "%5d  %s  %-10s  %s",
              logged.seq(),
              Plain.time(entry.time()),
              entry.action().text(),
              entry.snapshot().map(facts -> Plain.id(facts.id())).orElse("")));
      list.add(read(logged));
    }
    t.document(json);
  }

  private static ObjectNode read(LoggedEntry logged) throws MalformedLogException {
    try {
      return (ObjectNode) Json.read(logged.line().getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an entry that was read is no JSON", e);
    }
  }

  private void show(CustodyLog log) throws Failure, IOException, MalformedLogException {
    LoggedEntry logged;
    try {
      logged = log.entry(number);
    } catch (IndexOutOfBoundsException e) {
      throw Failure.usage(
          "there is no entry of that number", "list them with: palimpsest custody log");
    }
    Terminal t = terminal();
    t.line(logged.line());
    t.line();
    t.line("leaf hash  " + logged.leafHash().hex());
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/custody-entry/1");
    json.set("entry", read(logged));
    json.put("leafHash", logged.leafHash().hex());
    t.document(json);
  }

  private void checkpoint(Workspace workspace)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    Entry entry = workspace.entry(Action.CHECKPOINT).purpose("a checkpoint to be kept elsewhere");
    Optional<Path> half = setAside ? workspace.setAsideHalfLine() : Optional.empty();
    if (half.isPresent()) {
      byte[] bytes = Files.readAllBytes(half.get());
      String name = String.valueOf(half.get().getFileName());
      terminal().note("a half-written line was set aside in custody/" + name);
      entry =
          entry
              .objects(List.of(new Entry.Item(name, bytes.length, Sha256.of(bytes), "half-line")))
              .remarks("a half-written last line was set aside");
    }
    workspace.append(entry);
    Checkpoint checkpoint = workspace.log().checkpoint();
    String text = new String(checkpoint.toBytes(), StandardCharsets.UTF_8);
    Terminal t = terminal();
    text.strip().lines().forEach(t::line);
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/checkpoint/1");
    json.put("checkpoint", text);
    json.put("size", checkpoint.size());
    json.put("root", checkpoint.root().hex());
    t.document(json);
  }
}
