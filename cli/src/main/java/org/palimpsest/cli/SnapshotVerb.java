package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Acquires sources and seals a snapshot of each. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Acquires and seals a snapshot. SOURCE is a Mac's Messages folder, a folder that holds chat.db"
          + " or sms.db, such a file, or the folder of a phone's backup; without one, the configured"
          + " source of --device, else this Mac's own store. The source is only read."
    })
final class SnapshotVerb extends Verb {

  @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "where the store is")
  List<Path> sources = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "LABEL",
      description =
          "whose store it is; snapshots with the same label form one series (a backup says itself)")
  @Nullable String device;

  @Option(names = "--case", paramLabel = "ID", description = "the case it belongs to")
  @Nullable String caseId;

  @Option(names = "--operator", paramLabel = "NAME", description = "who runs this")
  @Nullable String operator;

  @Option(names = "--note", paramLabel = "TEXT", description = "a note for the manifest")
  @Nullable String note;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "messages",
      description = "how much of a backup is taken: messages or all")
  String scope = "messages";

  @Option(
      names = "--no-contacts",
      description =
          "leave the address book where it is; else it is kept beside the records, so that show can"
              + " name people")
  boolean noContacts;

  @Mixin BackupPassword password = new BackupPassword();

  @Option(
      names = "--no-timestamp",
      description = "ask no time authority, whatever the configuration says")
  boolean undated;

  @Option(
      names = "--reread",
      description =
          "read every attachment, also those that the file system says have not changed since the"
              + " snapshot before, and every message, also those on pages that have not changed, unless"
              + " no byte of the store has")
  boolean reread;

  /** Of several sources there is one document in the end. */
  private boolean several;

  private final List<ObjectNode> taken = new ArrayList<>();
  private final List<ObjectNode> failed = new ArrayList<>();

  @Override
  int run()
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    checkLabel(device);
    if (!List.of("messages", "all").contains(scope)) {
      throw Failure.usage("--scope wants messages or all", "leave it out for messages");
    }
    List<Path> wanted = new ArrayList<>(sources);
    if (wanted.isEmpty()) {
      wanted.add(usual(workspace));
    }
    if (wanted.size() > 1 && device != null) {
      throw Failure.usage(
          "--device names one device and there are several sources",
          "take one snapshot after the other");
    }
    LogKey key = workspace.signer();
    several = wanted.size() > 1;
    int exit = Exit.OK;
    try (VaultLock held = workspace.lock()) {
      java.util.Objects.requireNonNull(held);
      workspace.finishInterrupted();
      for (Path path : wanted) {
        exit = Exit.graver(exit, takeOneOf(workspace, key, path));
      }
    }
    Optional<String> authority = settings().text(Key.TIMESTAMP_AUTHORITY);
    if (authority.isPresent() && !undated) {
      date(workspace, authority.get());
    }
    if (several) {
      ObjectNode json = Json.object().put("schema", "palimpsest/snapshots-taken/1");
      json.putArray("snapshots").addAll(taken);
      json.putArray("errors").addAll(failed);
      terminal().document(json);
    }
    return exit;
  }

  /** The configured source of the device that is named, else this Mac's own store. */
  private Path usual(Workspace workspace) throws Failure, VaultException, IOException {
    if (device != null) {
      NextSnapshot next = NextSnapshot.of(this, workspace);
      Optional<SourceSetting> configured = next.configured(device);
      if (configured.isPresent()) {
        password.settle(settings(), configured.get());
        caseId = caseId != null ? caseId : configured.get().caseId().orElse(null);
        return settings().place(configured.get().path());
      }
      if (next.elsewhere(device).isPresent()) {
        // Another person's store must not come into this series.
        throw Failure.usage(
            "no source was named, and the snapshots of " + device + " were taken elsewhere",
            "name it: " + next.command(device));
      }
    }
    Path own = surroundings().ownStore();
    if (!Files.exists(own)) {
      throw Failure.usage(
          "no source was named and this machine has no Messages store of its own",
          "name one, for example: palimpsest snapshot /path/to/Messages");
    }
    return own;
  }

  /** The snapshot is sealed, and stays so when its time cannot be had. */
  private void date(Workspace workspace, String authority)
      throws VaultException, IOException, InterruptedException {
    terminal().stage("asking the time authority");
    try {
      TimeToken token = new Dating(workspace, terminal(), surroundings()).checkpoint(authority);
      terminal().stageDone();
      terminal().line("dated " + Plain.time(token.time()) + " by a time authority");
    } catch (Failure e) {
      terminal().stageDone();
      terminal().note("it is not dated: " + e.causeInWords());
      terminal().note("date it later with: palimpsest custody timestamp");
    } catch (MalformedLogException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the custody log is not intact: " + e.getMessage());
    }
  }

  static void checkLabel(@Nullable String label) throws Failure {
    if (label != null && !label.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}")) {
      throw Failure.usage(
          "a device label is up to 64 letters, digits, spaces, dots, dashes and underscores",
          "for example: --device mac");
    }
  }

  /** With several sources, one that cannot be read does not keep the others from being taken. */
  private int takeOneOf(Workspace workspace, LogKey key, Path path)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    if (!several) {
      return take(workspace, key, path);
    }
    try {
      return take(workspace, key, path);
    } catch (UnreadableSourceException e) {
      failed.add(terminal().trouble(Exit.INCOMPLETE, e.causeInWords(), e.remedy()));
    } catch (Failure e) {
      if (e.exit() != Exit.INCOMPLETE) {
        throw e;
      }
      failed.add(terminal().trouble(e.exit(), e.causeInWords(), e.hint()));
    }
    return Exit.INCOMPLETE;
  }

  private int take(Workspace workspace, LogKey key, Path path)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    Source source = Source.at(path);
    try {
      return take(workspace, key, path, source);
    } finally {
      source.backup().ifPresent(BackupSource::close);
    }
  }

  private int take(Workspace workspace, LogKey key, Path path, Source source)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    SnapshotRequest request = request(source, path, workspace);
    password.unlock(this, source);
    if (device == null) {
      terminal()
          .note(
              source.backup().map(backup -> DeviceLabel.names(backup.identity())).orElse(false)
                  ? "by its own identity the backup is recorded as " + request.device()
                  : "no --device was given, so it is recorded as " + request.device());
    }
    if (source.backup().isPresent() && scope.equals("all")) {
      source.backup().get().takeEverything();
    }
    Manifest manifest;
    try (SnapshotMaker maker =
        new SnapshotMaker(workspace.vault(), Workspace.threads(), terminal().progress())) {
      if (reread) {
        maker.rereadAll();
      }
      if (noContacts || settings().given(Key.CONTACTS).equals("false")) {
        maker.withoutContacts();
      }
      SnapshotMaker.Prepared prepared =
          maker.prepare(request, wait -> Thread.sleep(wait.toMillis()));
      manifest = Publication.publish(workspace, key, prepared, entry(workspace, request, prepared));
    }
    terminal().stageDone();
    tell(manifest);
    Strangers.of(workspace, manifest).ifPresent(terminal()::note);
    return Exit.graver(manifest.complete() ? Exit.OK : Exit.INCOMPLETE, BackupText.exit(manifest));
  }

  private SnapshotRequest request(Source source, Path path, Workspace workspace)
      throws Failure, VaultException, IOException {
    Path own = surroundings().ownStore();
    boolean live = Files.exists(own) && Files.isSameFile(path, own);
    return new SnapshotRequest(
        source,
        path.toString(),
        live,
        DeviceLabel.of(workspace, source, device),
        workspace.now(),
        Optional.ofNullable(caseId).or(() -> settings().text(Key.CASE)),
        Optional.ofNullable(operator).or(() -> settings().text(Key.OPERATOR)),
        Optional.ofNullable(note),
        Build.json());
  }

  private Entry entry(
      Workspace workspace, SnapshotRequest request, SnapshotMaker.Prepared prepared) {
    Manifest manifest = prepared.manifest();
    Entry entry =
        workspace
            .entry(Action.SNAPSHOT)
            .source(
                new Entry.Origin(
                    request.source().kind().word(),
                    request.device(),
                    null,
                    request.sourcePath(),
                    "opened as plain files for reading only; no SQLite"))
            .snapshot(Workspace.facts(manifest))
            .objects(
                List.of(
                    new Entry.Item(
                        "manifest",
                        prepared.bytes().length,
                        org.palimpsest.digest.Sha256.parse(manifest.id()),
                        "manifest")))
            .result(
                new Entry.Result(
                    manifest.complete() ? "complete" : "incomplete",
                    manifest.complete() ? Exit.OK : Exit.INCOMPLETE));
    if (operator != null) {
      entry = entry.actor(Entry.Actor.of(operator));
    }
    if (request.caseId().isPresent()) {
      entry = entry.caseId(request.caseId().get());
    }
    return request.note().isPresent() ? entry.remarks(request.note().get()) : entry;
  }

  private void tell(Manifest manifest) {
    Terminal t = terminal();
    long files = manifest.json().path("evidence").path("files").asLong();
    long bytes = manifest.json().path("evidence").path("bytes").asLong();
    t.line("snapshot " + Plain.id(manifest.id()) + " of " + manifest.device());
    t.line(
        "  holds  "
            + Plain.count(manifest.count("messages"), "message")
            + " in "
            + Plain.count(manifest.count("threads"), "thread")
            + ", "
            + Plain.count(manifest.count("attachments"), "attachment")
            + upTo(manifest));
    t.line("  kept   " + Plain.count(files, "file") + ", " + Plain.bytes(bytes));
    long unread = manifest.json().path("acquisition").path("unread").asLong();
    if (unread > 0) {
      t.line(
          "         "
              + Plain.count(unread, "attachment")
              + " not read again, being unchanged by size, times and inode");
    }
    boolean collected =
        manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(false);
    if (!collected && manifest.count("attachments") > 0) {
      t.line("         without the files of attachments, which do not lie there");
    }
    contacts(t, manifest.json().path("acquisition").path("contacts"));
    settings(t, manifest.json().at("/facts/unreadableSettings"));
    t.line("  as of  " + Plain.time(manifest.asOf()));
    t.line("  root   " + manifest.root().hex());
    BackupText.tell(t, manifest);
    if (!manifest.complete()) {
      t.line("  INCOMPLETE: absence must not be inferred from this snapshot");
      manifest.json().path("incompleteReasons").forEach(reason -> t.line("    " + reason.asText()));
    }
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/snapshot/1");
    json.put("snapshot", manifest.id());
    json.put("device", manifest.device());
    json.put("root", manifest.root().hex());
    json.put("complete", manifest.complete());
    json.put("evidenceFiles", files);
    json.put("bytes", bytes);
    json.put("messages", manifest.count("messages"));
    json.put("threads", manifest.count("threads"));
    json.put("attachments", manifest.count("attachments"));
    JsonNode facts = manifest.json().path("facts");
    if (facts.has("backup")) {
      json.put("asOf", manifest.asOf().toString());
      json.set("newestMessageAt", facts.path("newestMessageAt"));
      json.set("identity", manifest.json().path("device"));
      json.set("backup", facts.path("backup"));
    }
    if (several) {
      taken.add(json);
    } else {
      t.document(json);
    }
  }

  private static void contacts(Terminal t, JsonNode contacts) {
    long taken = contacts.path("databases").asLong();
    long torn = contacts.path("torn").asLong();
    int unreadable = contacts.path("unreadable").size();
    if (taken > 0) {
      t.line(
          "         with "
              + Plain.count(taken, "address book")
              + ", apart from the records"
              + (torn > 0 ? "; " + torn + " kept changing while being copied" : ""));
    }
    if (unreadable > 0) {
      t.line("         " + Plain.count(unreadable, "address book file") + " could not be read");
    }
  }

  private static void settings(Terminal t, JsonNode unreadable) {
    for (JsonNode file : unreadable) {
      t.line(
          "         "
              + file.asText()
              + " could not be read; what it says of sync or of how long messages are kept is not"
              + " known");
    }
  }

  private static String upTo(Manifest manifest) {
    String newest = manifest.json().path("facts").path("newestMessageAt").asText("");
    return newest.isEmpty() ? "" : ", up to " + Plain.time(Instant.parse(newest));
  }
}
