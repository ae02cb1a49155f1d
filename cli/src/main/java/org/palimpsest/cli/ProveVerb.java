package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.proof.MalformedProofException;
import org.palimpsest.proof.Proof;
import org.palimpsest.proof.ProofCheck;
import org.palimpsest.proof.ProofMaker;
import org.palimpsest.proof.ProofText;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.proof.Statement;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.RecordIndex;
import org.palimpsest.snapshot.RecordKind;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a proof that a record is in a snapshot, or is not. */
@Command(
    name = "prove",
    customSynopsis =
        "palimpsest prove [OPTIONS] SNAPSHOT [LATER] (--message=GUID | --thread=T |"
            + " --attachment=GUID)",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a sealed proof that one message, thread or attachment is in a snapshot, or is not in"
          + " it; with LATER about both, which together show when it was there and when it was"
          + " gone. Nothing of any other record is disclosed. Without --out the proof goes to"
          + " standard output. verify checks it without a vault; docs/verify.md tells how to do so"
          + " without this program."
    })
final class ProveVerb extends Verb {

  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "the snapshot")
  String snapshot = "";

  @Parameters(
      index = "1",
      paramLabel = "LATER",
      arity = "0..1",
      description = "a second snapshot, to be proven about in the same file")
  @Nullable String later;

  @ArgGroup(multiplicity = "1")
  Wanted wanted = new Wanted();

  /** Exactly one of three. */
  static final class Wanted {
    @Option(names = "--message", paramLabel = "GUID", description = "a message")
    @Nullable String message;

    @Option(
        names = "--thread",
        paramLabel = "T",
        description = "a thread, by its id or by the handle of its only other participant")
    @Nullable String thread;

    @Option(names = "--attachment", paramLabel = "GUID", description = "an attachment")
    @Nullable String attachment;
  }

  @Option(
      names = "--with-state",
      description =
          "show the record's state too: read and delivered times, sync columns, row number")
  boolean withState;

  @Mixin SealTime time = new SealTime();

  @Option(names = "--out", paramLabel = "FILE", description = "where to write the proof")
  @Nullable Path out;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Path target = out;
    if (target != null) {
      OutFile.requireFree(target);
    }
    String authority = time.authority(settings());
    Workspace workspace = Workspace.open(this);
    if (target != null) {
      workspace.requireOutside(target);
    }
    List<Manifest> manifests = new ArrayList<>();
    manifests.add(workspace.snapshots().resolve(snapshot));
    if (later != null) {
      manifests.add(workspace.snapshots().resolve(later));
      if (manifests.get(0).id().equals(manifests.get(1).id())) {
        throw Failure.usage("both names mean the same snapshot", "name two, or only one");
      }
    }
    workspace.signer();
    SealingKey key = workspace.sealer().sealingKey();
    Instant now = workspace.now().truncatedTo(ChronoUnit.SECONDS);
    ProofMaker maker = new ProofMaker(workspace.vault(), workspace.log(), Workspace.threads());
    Proof proof = maker.make(key(workspace, manifests), manifests, withState, now);
    refuseOtherCase(maker, manifests, proof);
    Sealing sealing = new Sealing(key, authority, surroundings());
    byte[] seal = sealing.detached("proof, its sealed part", proof.signedBytes(), proof.madeAt());
    SealedProof sealed = new SealedProof(proof, seal);
    byte[] file = sealed.toBytes();
    requireSound(file);
    Entry entry = entry(workspace, manifests, file, sealing.sealed());
    if (target == null) {
      workspace.append(entry);
      surroundings().out().println(new String(file, StandardCharsets.UTF_8));
    } else {
      OutFile.write(target, file, () -> workspace.append(entry));
      tell(proof, file, target);
    }
    return Exit.OK;
  }

  /**
   * Identifiers of messages and attachments are written in capitals; one that is typed in small
   * letters is in no snapshot, and a proof of that would mislead.
   */
  private void refuseOtherCase(ProofMaker maker, List<Manifest> manifests, Proof proof)
      throws Failure, VaultException, IOException {
    String typed = wanted.message != null ? wanted.message : wanted.attachment;
    if (typed == null || proof.statements().stream().anyMatch(Statement::isPresence)) {
      return;
    }
    RecordKind kind = wanted.message != null ? RecordKind.MESSAGE : RecordKind.ATTACHMENT;
    for (String other : Set.of(typed.toUpperCase(Locale.ROOT), typed.toLowerCase(Locale.ROOT))) {
      Proof ofOther =
          maker.make(RecordEncoder.key(kind.word(), other), manifests, false, proof.madeAt());
      if (ofOther.statements().stream().anyMatch(Statement::isPresence)) {
        throw Failure.usage(
            "there is one that differs from this identifier in capital and small letters alone",
            "name it as it is written: " + other);
      }
    }
  }

  /** Whoever receives it will read and check it, so it is not given away unread and unchecked. */
  private static void requireSound(byte[] file) throws Failure {
    try {
      if (ProofCheck.isSound(ProofCheck.of(SealedProof.parse(file), Trust.NONE))) {
        return;
      }
    } catch (MalformedProofException e) {
      // Said below.
    }
    throw new Failure(
        Exit.INTEGRITY,
        "the proof does not verify, so it was not written",
        "see what is wrong with: palimpsest verify");
  }

  private String key(Workspace workspace, List<Manifest> manifests)
      throws Failure, VaultException, IOException {
    String guid = wanted.message;
    RecordKind kind = RecordKind.MESSAGE;
    if (wanted.attachment != null) {
      guid = wanted.attachment;
      kind = RecordKind.ATTACHMENT;
    } else if (wanted.thread != null) {
      guid = thread(workspace, manifests, wanted.thread);
      kind = RecordKind.THREAD;
    }
    if (guid == null || guid.isEmpty() || guid.length() > 1024) {
      throw Failure.usage("the identifier is empty or too long", "copy it from diff or show");
    }
    return RecordEncoder.key(kind.word(), guid);
  }

  /** A thread by its id, or by a handle that only one thread of the named snapshots has alone. */
  private static String thread(Workspace workspace, List<Manifest> manifests, String named)
      throws Failure, VaultException, IOException {
    if (named.matches("[0-9a-f]{32}")) {
      return named;
    }
    List<String> found = new ArrayList<>();
    for (Manifest manifest : manifests) {
      try (ObjectBytes bytes = workspace.vault().object(manifest.object("records", "index"))) {
        for (ThreadEntry thread : RecordIndex.open(bytes).threads()) {
          if (thread.participants().equals(List.of(named)) && !found.contains(thread.id())) {
            found.add(thread.id());
          }
        }
      }
    }
    if (found.size() != 1) {
      throw Failure.usage(
          found.isEmpty()
              ? "no thread of these snapshots is with that participant alone"
              : "several threads are with that participant",
          "name the thread by its id, as diff prints it with --json");
    }
    return found.get(0);
  }

  private static Entry entry(
      Workspace workspace, List<Manifest> manifests, byte[] file, List<Entry.Item> sealed) {
    List<Entry.Item> objects = new ArrayList<>(sealed);
    objects.add(0, new Entry.Item("proof", file.length, Sha256.of(file), "proof"));
    List<String> method = new ArrayList<>();
    manifests.forEach(manifest -> method.add("about " + manifest.id()));
    return workspace
        .entry(Action.PROVE)
        .snapshot(Workspace.facts(manifests.get(0)))
        .objects(objects)
        .method(method);
  }

  private void tell(Proof proof, byte[] file, Path target) {
    Terminal t = terminal();
    ProofText.of(proof).forEach(t::line);
    t.line();
    t.line("written to  " + target + " (" + Plain.count(file.length, "byte") + ")");
    t.line("check it    palimpsest verify " + ShellWord.of(target));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/proof-written/1");
    json.put("key", proof.key());
    json.put("sha256", Sha256.of(file).hex());
    json.put("size", file.length);
    ArrayNode statements = json.putArray("statements");
    for (Statement statement : proof.statements()) {
      statements
          .addObject()
          .put("snapshot", statement.manifest().id())
          .put("asOf", statement.manifest().asOf().toString())
          .put("present", statement.isPresence());
    }
    t.document(json);
  }
}
