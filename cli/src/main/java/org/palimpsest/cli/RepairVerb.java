package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.References;
import org.palimpsest.source.Progress;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Repairing;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replaces what is damaged in the vault by good copies from a second one. */
@Command(
    name = "repair",
    customSynopsis = "palimpsest repair [OPTIONS] --from=VAULT",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces damaged or missing packs, objects and manifests by good copies from a second vault, by"
          + " hash. Nothing is destroyed: what was damaged moves into the folder damaged."
    })
final class RepairVerb extends Verb {

  @Option(
      names = "--from",
      paramLabel = "VAULT",
      required = true,
      description = "the second vault, for example a mirror; it is only read")
  @Nullable Path from;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    Path second = Objects.requireNonNull(from);
    Workspace workspace = Workspace.open(this);
    Vault other = other(second);
    if (second.toRealPath().equals(workspace.vault().folder().toRealPath())) {
      throw Failure.usage("a vault cannot repair itself", "name another vault with --from");
    }
    LogKey key = workspace.signer();
    Progress progress = terminal().progress();
    try (VaultLock held = workspace.lock()) {
      Objects.requireNonNull(held);
      workspace.finishInterrupted();
      progress.begin("looking for damage");
      Repairing repairing = new Repairing(workspace.vault(), other, progress::advance);
      Map<String, String> lacking;
      try {
        lacking = mend(workspace, repairing);
      } catch (VaultException | IOException e) {
        if (!repairing.done().isEmpty()) {
          int exit = e instanceof VaultException ? Exit.INTEGRITY : Exit.INCOMPLETE;
          record(workspace, key, repairing.done(), new Entry.Result("interrupted", exit));
        }
        throw e;
      }
      terminal().stageDone();
      int exit = lacking.isEmpty() ? Exit.OK : Exit.INTEGRITY;
      if (!repairing.done().isEmpty() || !lacking.isEmpty()) {
        String verdict = lacking.isEmpty() ? "repaired" : "incomplete";
        record(workspace, key, repairing.done(), new Entry.Result(verdict, exit));
      }
      tell(repairing.done(), lacking);
      return exit;
    }
  }

  /**
   * Mends what can be mended.
   *
   * @return names of what is in neither vault in good order, each with what it is
   */
  private static Map<String, String> mend(Workspace workspace, Repairing repairing)
      throws VaultException, IOException {
    List<LoggedEntry> entries = workspace.entries();
    repairing.readme();
    repairing.lookups();
    Map<String, String> lacking = new TreeMap<>();
    for (String id : repairing.manifests(logged(entries), Workspace.pruned(entries))) {
      lacking.put(id, "manifest");
    }
    boolean known = lacking.isEmpty();
    repairing.packs(() -> known ? References.needed(workspace.vault()) : Optional.empty());
    objects(workspace, repairing).forEach(object -> lacking.put(object.hex(), "object"));
    workspace.snapshots().consolidate();
    return lacking;
  }

  private void record(Workspace workspace, LogKey key, List<String> done, Entry.Result result)
      throws Failure, VaultException, IOException {
    workspace.append(
        workspace
            .entry(Action.REPAIR)
            .objects(
                List.of(LoggedFile.item(workspace.vault(), VaultVerification.README, "readme")))
            .method(done)
            .remarks("from the vault at " + from)
            .result(result),
        key);
  }

  private Vault other(Path second) throws Failure, IOException {
    try {
      Vault other =
          Vault.isEncrypted(second)
              ? new VaultDoor(surroundings(), options).open(second)
              : Vault.open(second);
      closeAtTheEnd(other.files());
      return other;
    } catch (VaultException e) {
      throw Failure.usage(
          "the second vault cannot be used: " + e.getMessage(), "name a good vault with --from");
    }
  }

  private static Set<String> logged(List<LoggedEntry> entries) {
    Set<String> ids = new HashSet<>();
    for (LoggedEntry logged : entries) {
      if (logged.entry().action() == Action.SNAPSHOT) {
        logged.entry().snapshot().ifPresent(facts -> ids.add(facts.id()));
      }
    }
    return ids;
  }

  /** The lists first, since they name the rest. */
  private static Set<Sha256> objects(Workspace workspace, Repairing repairing)
      throws VaultException, IOException {
    List<Manifest> manifests = workspace.snapshots().sound();
    Set<Sha256> lists = new HashSet<>();
    manifests.forEach(manifest -> lists.addAll(References.lists(manifest)));
    Set<Sha256> lacking = new HashSet<>(repairing.objects(lists));
    Set<Sha256> rest = new HashSet<>();
    for (Manifest manifest : manifests) {
      Sha256 evidence = manifest.object("evidence", "list");
      if (!lacking.contains(evidence)) {
        try {
          rest.addAll(References.all(workspace.vault(), manifest));
        } catch (VaultException | DamagedObjectException e) {
          // What it names is not known; of the others it is.
          lacking.add(evidence);
        }
      }
    }
    rest.removeAll(lacking);
    lacking.addAll(repairing.objects(rest));
    return lacking;
  }

  private void tell(List<String> done, Map<String, String> lacking) {
    Terminal t = terminal();
    done.forEach(t::line);
    if (done.isEmpty() && lacking.isEmpty()) {
      t.line("nothing is damaged or gone");
    }
    lacking.forEach(
        (name, what) -> t.line(what + " " + Plain.id(name) + " is in neither vault in good order"));
    if (!done.isEmpty()) {
      t.line("check it with: palimpsest verify");
    }
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/repair/1");
    json.put("ok", lacking.isEmpty());
    ArrayNode replaced = json.putArray("replaced");
    done.forEach(replaced::add);
    ArrayNode missing = json.putArray("lacking");
    lacking.keySet().forEach(missing::add);
    t.document(json);
  }
}
