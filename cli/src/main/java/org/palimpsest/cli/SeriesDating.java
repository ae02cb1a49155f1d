package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.vault.VaultException;

/**
 * Makes an evidence record over the snapshots of a vault; renews the one that there is where no
 * snapshot came since.
 */
final class SeriesDating {

  private final Workspace workspace;
  private final Terminal terminal;
  private final Surroundings surroundings;

  SeriesDating(Workspace workspace, Terminal terminal, Surroundings surroundings) {
    this.workspace = workspace;
    this.terminal = terminal;
    this.surroundings = surroundings;
  }

  /** What is to be dated. */
  private record Wanted(
      SeriesEvidence.Group group, EvidenceRecord.Draft draft, boolean isRenewal) {}

  void run(TimeOptions options, @Nullable String hash)
      throws Failure, VaultException, IOException, InterruptedException, MalformedLogException {
    TimeOptions.Way way = options.way();
    workspace.signer();
    SeriesEvidence evidence = new SeriesEvidence(workspace.vault().custody());
    List<byte[]> manifests =
        workspace.snapshots().list().stream().map(each -> Json.canonical(each.json())).toList();
    if (manifests.isEmpty()) {
      throw Failure.usage("the vault holds no snapshot", "take the first one: palimpsest snapshot");
    }
    Wanted wanted = wanted(evidence, manifests, ExtendVerb.digest(hash));
    TimeToken token;
    switch (way) {
      case WRITE -> {
        Path file = Objects.requireNonNull(options.query);
        OutFile.requireFree(file);
        evidence.keep(wanted.group());
        OutFile.write(file, question(wanted).der(), () -> {});
        terminal.line("written to " + file + ": send it to a time authority, then:");
        terminal.line(
            "palimpsest custody evidence --query " + ShellWord.of(file) + " --response ANSWER");
        terminal.document(
            Json.object()
                .put("schema", "palimpsest/time-query/1")
                .put("size", wanted.group().number()));
        return;
      }
      case IMPORT -> {
        TimeQuery query = Dating.query(Objects.requireNonNull(options.query));
        if (!wanted.isRenewal()) {
          wanted = kept(evidence, manifests, query);
        }
        token = Dating.answer(query, Objects.requireNonNull(options.response));
      }
      default ->
          token = TimeAuthority.at(Objects.requireNonNull(options.timestamp)).ask(question(wanted));
    }
    Dating.requireSound(token, wanted.draft().content());
    EvidenceRecord record = wanted.draft().with(token);
    byte[] der = record.der();
    String name = wanted.group().number() + ".ers";
    evidence.store(wanted.group(), record);
    Entry entry =
        workspace
            .entry(wanted.isRenewal() ? Action.RENEW : Action.TIMESTAMP)
            .purpose(
                wanted.isRenewal() ? "evidence record renewed" : "evidence record over snapshots")
            .objects(List.of(new Entry.Item(name, der.length, Sha256.of(der), "evidence record")))
            .method(
                List.of(
                    wanted.group().manifests().size() + " snapshots",
                    record.size() + " archive timestamps, " + record.digest()))
            .remarks("dated " + token.time() + " by a time authority");
    workspace.append(entry);
    int snapshots = wanted.group().manifests().size();
    Dating.tell(terminal, token, "the series of " + Plain.count(snapshots, "snapshot"));
    terminal.document(
        Dating.json(token)
            .put("size", wanted.group().number())
            .put("snapshots", snapshots)
            .put("timestamps", record.size()));
  }

  private TimeQuery question(Wanted wanted) {
    return TimeQuery.over(wanted.draft().content(), wanted.draft().digest(), surroundings.random());
  }

  private Wanted wanted(SeriesEvidence evidence, List<byte[]> manifests, @Nullable String digest)
      throws Failure, VaultException, IOException, MalformedLogException {
    Optional<SeriesEvidence.Group> newest = evidence.newest(manifests);
    if (newest.isPresent() && newest.get().isOf(manifests)) {
      SeriesEvidence.Group group = newest.get();
      try {
        EvidenceRecord record = evidence.record(group);
        EvidenceRecord.Draft draft =
            digest == null ? record.renewTime() : record.renewHash(group.documents(), digest);
        return new Wanted(group, draft, true);
      } catch (TimeRefusedException e) {
        throw new Failure(
            Exit.INTEGRITY,
            "the evidence record is damaged: " + e.why(),
            "restore it from a copy of the vault");
      }
    }
    SeriesEvidence.Group group = SeriesEvidence.Group.of(workspace.log().checkpoint(), manifests);
    return new Wanted(
        group, EvidenceRecord.begin(group.documents(), digest == null ? "SHA-256" : digest), false);
  }

  private static Wanted kept(SeriesEvidence evidence, List<byte[]> manifests, TimeQuery query)
      throws Failure, IOException {
    try {
      SeriesEvidence.Group group =
          evidence
              .kept(manifests, query.imprint().bytes())
              .orElseThrow(
                  () ->
                      Failure.usage(
                          "the question is about no series that was kept here",
                          "name the file that custody evidence --query wrote"));
      return new Wanted(group, EvidenceRecord.begin(group.documents(), "SHA-256"), false);
    } catch (TimeRefusedException e) {
      throw Failure.usage(e.why(), "ask by file with SHA-256");
    }
  }
}
