package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.Stamps;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.vault.VaultException;

/** Has a time authority date things, over the network or by files. */
final class Dating {

  private final Workspace workspace;
  private final Terminal terminal;
  private final Surroundings surroundings;

  Dating(Workspace workspace, Terminal terminal, Surroundings surroundings) {
    this.workspace = workspace;
    this.terminal = terminal;
    this.surroundings = surroundings;
  }

  /** Dates the present checkpoint, or the one that a kept question is about. */
  void checkpoint(TimeOptions options)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    TimeOptions.Way way = options.way();
    workspace.signer();
    Stamps stamps = new Stamps(workspace.vault().custody());
    Checkpoint checkpoint = workspace.log().checkpoint();
    TimeToken token;
    switch (way) {
      case WRITE -> {
        Path file = Objects.requireNonNull(options.query);
        OutFile.requireFree(file);
        stamps.keep(checkpoint);
        byte[] query = TimeQuery.over(checkpoint.toBytes(), surroundings.random()).der();
        OutFile.write(file, query, () -> {});
        terminal.line("written to " + file + ": send it to a time authority, then:");
        terminal.line(
            "palimpsest custody timestamp --query " + ShellWord.of(file) + " --response ANSWER");
        terminal.document(
            Json.object()
                .put("schema", "palimpsest/time-query/1")
                .put("imprint", Sha256.of(checkpoint.toBytes()).hex())
                .put("size", checkpoint.size()));
        return;
      }
      case IMPORT -> {
        TimeQuery query = query(Objects.requireNonNull(options.query));
        byte[] kept =
            stamps
                .find(imprint(query))
                .orElseThrow(
                    () ->
                        Failure.usage(
                            "the question is about no checkpoint that was kept here",
                            "name the file that custody timestamp --query wrote"));
        checkpoint = Checkpoint.parse(kept);
        token = answer(query, Objects.requireNonNull(options.response));
      }
      default -> {
        token = ask(Objects.requireNonNull(options.timestamp), checkpoint);
        stamps.keep(checkpoint);
      }
    }
    store(stamps, checkpoint, token);
    long size = checkpoint.size();
    tell(terminal, token, "the checkpoint of " + size + (size == 1 ? " entry" : " entries"));
    terminal.document(json(token).put("size", size));
  }

  /** Has an authority date the present checkpoint, and tells nobody. */
  TimeToken checkpoint(String authority)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    Stamps stamps = new Stamps(workspace.vault().custody());
    Checkpoint checkpoint = workspace.log().checkpoint();
    TimeToken token = ask(authority, checkpoint);
    stamps.keep(checkpoint);
    store(stamps, checkpoint, token);
    return token;
  }

  private TimeToken ask(String authority, Checkpoint checkpoint) throws Failure {
    TimeQuery query = TimeQuery.over(checkpoint.toBytes(), surroundings.random());
    return TimeAuthority.at(authority).ask(query);
  }

  private void store(Stamps stamps, Checkpoint checkpoint, TimeToken token)
      throws Failure, VaultException, IOException, InterruptedException {
    requireSound(token, checkpoint.toBytes());
    long size = checkpoint.size();
    Entry entry =
        workspace
            .entry(Action.TIMESTAMP)
            .objects(
                List.of(
                    item(size + ".checkpoint", checkpoint.toBytes()),
                    item(size + ".tsr", token.response())))
            .remarks("dated " + token.time() + " by a time authority");
    stamps.store(size, token);
    workspace.append(entry);
  }

  static com.fasterxml.jackson.databind.node.ObjectNode json(TimeToken token) {
    return Json.object()
        .put("schema", "palimpsest/timestamp/1")
        .put("time", token.time().toString())
        .put("authority", Fingerprint.of(token.authority()).hex())
        .put("until", token.until().toString());
  }

  private static Entry.Item item(String name, byte[] bytes) {
    return new Entry.Item(name, bytes.length, Sha256.of(bytes), "timestamp");
  }

  static void tell(Terminal terminal, TimeToken token, String what) {
    terminal.line(what + " existed at " + token.time());
    terminal.line("authority    " + token.authority().getSubjectX500Principal().getName());
    terminal.line("fingerprint  " + Fingerprint.of(token.authority()).hex());
    terminal.line("renew before " + Plain.time(token.until()));
  }

  /** What is stored must be what a verification accepts. */
  static void requireSound(TimeToken token, byte[] content) throws Failure {
    TimeToken.Checked checked =
        TimeToken.check(token.der(), content, java.util.Set.of(), "timestamp");
    if (checked.token() == null) {
      throw new Failure(
          Exit.INTEGRITY,
          "the time authority's answer is not taken: " + checked.checks().get(0).detail(),
          "ask another authority");
    }
  }

  static TimeQuery query(Path file) throws Failure, IOException {
    try {
      return TimeQuery.parse(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw Failure.usage("the question is not there", "check --query");
    } catch (TimeRefusedException e) {
      throw Failure.usage(e.why(), "name the file that --query wrote");
    }
  }

  private static Sha256 imprint(TimeQuery query) throws Failure {
    try {
      return query.imprint();
    } catch (TimeRefusedException e) {
      throw Failure.usage(e.why(), "name the file that --query wrote");
    }
  }

  static TimeToken answer(TimeQuery query, Path file) throws Failure, IOException {
    try {
      return query.accept(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw Failure.usage("the answer is not there", "check --response");
    } catch (TimeRefusedException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the time authority's answer is not taken: " + e.why(),
          "get a new answer to the file that --query wrote");
    }
  }
}
