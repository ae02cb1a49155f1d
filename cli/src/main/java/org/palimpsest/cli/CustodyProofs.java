package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.ExtensionProof;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.vault.VaultException;

/** Proofs about the custody log itself, in the C2SP text forms. */
final class CustodyProofs {

  private final Workspace workspace;
  private final Terminal terminal;

  CustodyProofs(Workspace workspace, Terminal terminal) {
    this.workspace = workspace;
    this.terminal = terminal;
  }

  /** Writes entry, its proof and the log's key into a new folder. */
  void entry(long number, @Nullable Path folder)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    if (folder == null || Files.exists(folder)) {
      throw Failure.usage("a new folder is wanted", "name one with --out");
    }
    CustodyLog log = workspace.log();
    workspace.signer();
    LoggedEntry logged;
    byte[] proof;
    try {
      logged = log.entry(number);
      proof = log.proof(number).toBytes();
    } catch (IndexOutOfBoundsException e) {
      throw Failure.usage(
          "there is no entry of that number under the checkpoint",
          "list them with: palimpsest custody log");
    }
    String name = "entry-" + number;
    workspace.append(
        workspace
            .entry(Action.PROVE)
            .objects(List.of(item(name + ".tlog-proof", proof)))
            .method(List.of("entry " + number)));
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".json"), logged.line().getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve(name + ".tlog-proof"), proof);
    Files.writeString(folder.resolve("log.pub"), log.publicKey().text() + "\n");
    terminal.line("written to " + folder);
    terminal.line(
        "check it    palimpsest verify " + ShellWord.of(folder.resolve(name + ".tlog-proof")));
    terminal.document(
        Json.object()
            .put("schema", "palimpsest/custody-proof/1")
            .put("entry", number)
            .put("sha256", Sha256.of(proof).hex()));
  }

  private static Entry.Item item(String name, byte[] bytes) {
    return new Entry.Item(name, bytes.length, Sha256.of(bytes), "proof");
  }

  /** Writes that the log only grew since a checkpoint that somebody kept. */
  void extension(String kept, @Nullable Path file, PrintStream results)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    if (kept.isEmpty() || !Files.isRegularFile(Path.of(kept))) {
      throw Failure.usage(
          "an earlier checkpoint is wanted",
          "name its file, as custody checkpoint printed it: palimpsest custody consistency FILE");
    }
    if (file != null) {
      OutFile.requireFree(file);
    }
    CustodyLog log = workspace.log();
    workspace.signer();
    Checkpoint known;
    try {
      known = Checkpoint.parse(Files.readAllBytes(Path.of(kept)));
    } catch (MalformedLogException e) {
      throw Failure.usage("the file is no checkpoint: " + e.why(), "name another file");
    }
    Checkpoint now = log.checkpoint();
    if (known.size() < 1 || known.size() > now.size()) {
      throw new Failure(
          Exit.INTEGRITY,
          "the log has "
              + now.size()
              + " entries and cannot extend a checkpoint of "
              + known.size(),
          "see what is wrong with: palimpsest verify --known-checkpoint");
    }
    ExtensionProof proof = log.extension(known.size());
    try {
      proof.verify(known, log.publicKey());
    } catch (NoteRefusedException | ProofRefusedException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the log does not extend that checkpoint",
          "see what is wrong with: palimpsest verify --known-checkpoint");
    }
    byte[] bytes = proof.toBytes();
    Entry entry =
        workspace
            .entry(Action.PROVE)
            .objects(List.of(item("consistency", bytes)))
            .method(List.of("the log extends its first " + known.size() + " entries"));
    if (file == null) {
      workspace.append(entry);
      results.print(new String(bytes, StandardCharsets.UTF_8));
    } else {
      OutFile.write(file, bytes, () -> workspace.append(entry));
      terminal.line("written to " + file);
      terminal.line(
          "check it    palimpsest verify --known-checkpoint "
              + ShellWord.of(kept)
              + " "
              + ShellWord.of(file));
      terminal.document(
          Json.object()
              .put("schema", "palimpsest/custody-consistency/1")
              .put("from", known.size())
              .put("to", now.size()));
    }
  }
}
