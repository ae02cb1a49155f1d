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
import org.jspecify.annotations.Nullable;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the custody log. */
@Command(
    name = "custody",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the custody log and proves things about it. The word log lists its entries, show N shows one,"
          + " checkpoint signs and prints a checkpoint to be kept elsewhere, prove N writes a proof"
          + " that entry N is in the log, consistency FILE one that the log only grew since the"
          + " checkpoint in FILE, timestamp has a time authority date the present checkpoint, evidence makes or renews an"
          + " evidence record (RFC 4998) over all snapshots and the checkpoint, note"
          + " TEXT adds a remark or, with --corrects, a correction of an earlier entry."
    })
final class CustodyVerb extends Verb {

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description = "log, show, checkpoint, prove, consistency, timestamp, evidence or note")
  String what = "";

  @Parameters(
      index = "1",
      paramLabel = "N|FILE|TEXT",
      arity = "0..1",
      description = "an entry's number, an earlier checkpoint, or a remark")
  String argument = "";

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "with prove: a new folder; with checkpoint, consistency: a new file")
  @Nullable Path out;

  @Option(
      names = "--corrects",
      paramLabel = "N",
      description = "with note: the entry that the remark corrects; that entry stays as it is")
  @Nullable Long corrects;

  @Option(
      names = "--hash",
      paramLabel = "NAME",
      description =
          "with evidence: begin a new chain of the record with this hash: sha256, sha384, sha512")
  @Nullable String hash;

  @Mixin TimeOptions time = new TimeOptions();

  @Option(
      names = "--set-aside-half-line",
      description =
          "with checkpoint: move a last line that a crash left half-written into a file of its own,"
              + " so that the log can go on; the new entry names it")
  boolean setAside;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    if (List.of("show", "prove").contains(what)) {
      number();
    }
    if (out != null && !List.of("checkpoint", "prove", "consistency").contains(what)) {
      throw Failure.usage(
          "custody " + what + " writes no file, so --out says nothing",
          "leave it out; checkpoint, prove and consistency take it");
    }
    time.fillFrom(settings());
    Workspace workspace = Workspace.open(this);
    if (out != null) {
      workspace.requireOutside(out);
    }
    try {
      switch (what) {
        case "log" -> log(workspace.log());
        case "show" -> show(workspace.log());
        case "checkpoint" -> checkpoint(workspace);
        case "prove" -> new CustodyProofs(workspace, terminal()).entry(number(), out);
        case "consistency" ->
            new CustodyProofs(workspace, terminal()).extension(argument, out, surroundings().out());
        case "timestamp" -> new Dating(workspace, terminal(), surroundings()).checkpoint(time);
        case "evidence" -> new SeriesDating(workspace, terminal(), surroundings()).run(time, hash);
        case "note" -> note(workspace);
        default ->
            throw Failure.usage(
                "custody wants log, show, checkpoint, prove, consistency, timestamp, evidence or note",
                "for example: palimpsest custody log");
      }
      return Exit.OK;
    } catch (MalformedLogException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log is not intact: " + e.getMessage(),
          "see what is wrong with: palimpsest verify");
    }
  }

  private long number() throws Failure {
    try {
      return Long.parseLong(argument);
    } catch (NumberFormatException e) {
      throw Failure.usage(
          argument.isEmpty() ? "no N was given" : "\"" + argument + "\" is no value for N",
          "give the number of an entry, as palimpsest custody log lists them");
    }
  }

  /** An entry is never edited: a remark on it, or a correction, is an entry of its own. */
  private void note(Workspace workspace)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    if (argument.isBlank()) {
      throw Failure.usage("a remark is wanted", "for example: palimpsest custody note \"...\"");
    }
    Entry entry = workspace.entry(Action.NOTE).remarks(argument);
    if (corrects != null) {
      long size = workspace.log().checkpoint().size();
      if (corrects < 1 || corrects > size) {
        throw Failure.usage(
            "there is no entry of that number", "list them with: palimpsest custody log");
      }
      entry = entry.correctionOf(corrects);
    }
    LoggedEntry logged = workspace.append(entry);
    terminal().line("entry " + logged.seq());
    terminal()
        .document(
            Json.object().put("schema", "palimpsest/custody-note/1").put("entry", logged.seq()));
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
      logged = log.entry(number());
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
    if (out != null) {
      OutFile.requireFree(out);
    }
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
    if (out != null) {
      OutFile.write(out, checkpoint.toBytes(), () -> {});
      t.note("written to " + out);
    }
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/checkpoint/1");
    json.put("checkpoint", text);
    json.put("size", checkpoint.size());
    json.put("root", checkpoint.root().hex());
    t.document(json);
  }
}
