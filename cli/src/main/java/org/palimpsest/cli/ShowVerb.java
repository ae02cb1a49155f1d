package org.palimpsest.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.StoreReading;
import org.palimpsest.snapshot.StoredRecords;
import org.palimpsest.snapshot.StoredRecords.Stored;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a snapshot holds: its threads, one of them as a person reads it, or one record. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the threads of a snapshot, one thread as a person reads it, or one message with where"
          + " it was read. Reading content is written into the custody log."
    })
final class ShowVerb extends Verb {

  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "the snapshot")
  String snapshot = "";

  @Option(
      names = "--thread",
      paramLabel = "T",
      description =
          "a thread by the start of its id, a participant, its name, or a participant's name in the"
              + " snapshot's address book")
  @Nullable String thread;

  @Option(names = "--message", paramLabel = "GUID", description = "one message")
  @Nullable String message;

  @Option(
      names = "--raw",
      description = "as stored: records of a thread, the row's columns of a message")
  boolean raw;

  @Option(
      names = "--timeline",
      description = "how much of the thread each snapshot of the device holds, oldest first")
  boolean timeline;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    if (thread != null && message != null) {
      throw Failure.usage("--thread and --message ask for two things", "leave one of them out");
    }
    if (raw && thread == null && message == null) {
      throw Failure.usage(
          "--raw says how, and not what is shown", "name a thread or a message too");
    }
    if (timeline && (thread == null || raw)) {
      throw Failure.usage(
          "--timeline is that of one thread, without its messages",
          "name the thread with --thread, and leave --raw out");
    }
    Workspace workspace = Workspace.open(this);
    Manifest manifest = workspace.snapshots().resolve(snapshot);
    if (thread != null && timeline) {
      timeline(workspace, manifest, chosen(workspace, manifest, thread));
      return Exit.OK;
    }
    try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest);
        StoreReading reading = view.store()) {
      StoredRecords records = new StoredRecords(view, reading);
      if (message != null) {
        message(workspace, view, reading, records, message);
      } else if (thread != null) {
        String word = thread;
        ThreadChoice choice =
            new ThreadChoice(records.threads(), () -> known(manifest, reading, records));
        thread(
            workspace,
            manifest,
            reading,
            records,
            choice.of(word, () -> elsewhere(workspace, manifest, word)));
      } else {
        threads(workspace, manifest, reading, records);
      }
    }
    return Exit.OK;
  }

  private static ThreadChoice.Known known(
      Manifest manifest, StoreReading reading, StoredRecords records)
      throws VaultException, IOException {
    Contacts contacts = Contacts.of(manifest, reading, records.threads(), List.of());
    return new ThreadChoice.Known(records.names(), contacts.names());
  }

  /** The thread that is meant; the store is opened only when it may be meant by its name. */
  private ThreadEntry chosen(Workspace workspace, Manifest manifest, String word)
      throws Failure, VaultException, IOException {
    List<ThreadEntry> threads = SnapshotKeys.threads(workspace.vault(), manifest);
    ThreadChoice choice =
        new ThreadChoice(
            threads,
            () -> {
              try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest);
                  StoreReading reading = view.store()) {
                return known(manifest, reading, new StoredRecords(view, reading));
              }
            });
    return choice.of(word, () -> elsewhere(workspace, manifest, word));
  }

  /** A thread that is gone is in an earlier snapshot, and that is what it is looked for in. */
  private Optional<String> elsewhere(Workspace workspace, Manifest manifest, String word)
      throws VaultException, IOException {
    List<Manifest> series = workspace.snapshots().inTime();
    for (int i = series.size() - 1; i >= 0; i--) {
      Manifest other = series.get(i);
      if (other.device().equals(manifest.device())
          && !other.id().equals(manifest.id())
          && new ThreadChoice(
                  SnapshotKeys.threads(workspace.vault(), other),
                  () -> new ThreadChoice.Known(Map.of(), Map.of()))
              .isKnown(word)) {
        return Optional.of(
            "the latest snapshot that has it is as of "
                + Plain.time(other.asOf())
                + ": palimpsest show "
                + Plain.id(other.id())
                + " --thread "
                + ShellWord.of(word)
                + (timeline ? " --timeline" : ""));
      }
    }
    return Optional.empty();
  }

  private void access(Workspace workspace, Manifest manifest, String... what)
      throws Failure, VaultException, IOException, InterruptedException {
    Recording recording = Recording.of(workspace, terminal());
    recording.append(
        workspace.entry(Action.ACCESS).snapshot(Workspace.facts(manifest)).method(List.of(what)));
  }

  /** Names are content of their own, so the entry says that they were shown. */
  private void access(Workspace workspace, Manifest manifest, String what, Contacts contacts)
      throws Failure, VaultException, IOException, InterruptedException {
    if (contacts.isAny()) {
      access(workspace, manifest, what, "with names from the snapshot's address book");
    } else {
      access(workspace, manifest, what);
    }
  }

  private void threads(
      Workspace workspace, Manifest manifest, StoreReading reading, StoredRecords records)
      throws Failure, VaultException, IOException, InterruptedException {
    Contacts contacts = Contacts.of(manifest, reading, records.threads(), List.of());
    access(workspace, manifest, "the list of threads was shown", contacts);
    Terminal t = terminal();
    ObjectNode json = header(manifest);
    ArrayNode list = json.putArray("threads");
    Map<String, String> names = records.names();
    List<ThreadEntry> threads = new ArrayList<>(records.threads());
    threads.sort((a, b) -> Long.compare(b.last(), a.last()));
    for (ThreadEntry each : threads) {
      String name = names.get(each.id());
      list.add(Threads.json(each, name));
      t.line(
          String.format(
              Locale.ENGLISH,
              "%-12s  %7d  %-21s  %s",
              Plain.id(each.id()),
              each.shown(),
              each.lastSentAt().map(Plain::time).orElse(""),
              Threads.title(each, name, contacts)));
    }
    contacts.legend().forEach(t::line);
    if (threads.isEmpty()) {
      t.line("no threads");
    }
    contacts.describe(json);
    t.document(json);
  }

  private void timeline(Workspace workspace, Manifest manifest, ThreadEntry chosen)
      throws Failure, VaultException, IOException, InterruptedException {
    List<Manifest> series =
        workspace.snapshots().inTime().stream()
            .filter(each -> each.device().equals(manifest.device()))
            .toList();
    ThreadTimeline followed = ThreadTimeline.of(workspace.vault(), series, chosen);
    access(workspace, manifest, "the timeline of thread " + chosen.id() + " was shown");
    if (!terminal().isJson()) {
      followed.print(terminal());
    }
    terminal().document(followed.json());
  }

  private static ObjectNode header(Manifest manifest) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/show/1");
    json.put("snapshot", manifest.id());
    return json;
  }

  private void thread(
      Workspace workspace,
      Manifest manifest,
      StoreReading reading,
      StoredRecords records,
      ThreadEntry chosen)
      throws Failure, VaultException, IOException, InterruptedException {
    List<Stored> messages = records.messages(chosen.id());
    Contacts contacts = Contacts.of(manifest, reading, records.threads(), messages);
    access(workspace, manifest, "the messages of thread " + chosen.id() + " were shown", contacts);
    Stored content = records.thread(chosen.id()).orElseThrow();
    String name = records.names().get(chosen.id());
    Set<String> files = new TreeSet<>();
    messages.forEach(
        each -> each.content().path("attachments").forEach(a -> files.add(a.asText())));
    Map<String, Stored> attachments = records.attachments(files::contains);
    if (terminal().isJson()) {
      terminal()
          .document(
              (JsonGenerator out) -> {
                out.writeStartObject();
                out.writeStringField("schema", "palimpsest/show/1");
                out.writeStringField("snapshot", manifest.id());
                ObjectNode names = Json.object();
                contacts.describe(names);
                for (Map.Entry<String, JsonNode> each : names.properties()) {
                  out.writeFieldName(each.getKey());
                  Json.write(each.getValue(), out);
                }
                out.writeFieldName("thread");
                ObjectNode head = Threads.json(chosen, name);
                head.set("content", content.content());
                head.set("state", content.state());
                ArrayNode history = new ThreadHistory(messages).json();
                if (!history.isEmpty()) {
                  head.set("history", history);
                }
                Json.write(head, out);
                out.writeArrayFieldStart("messages");
                for (Stored each : messages) {
                  Json.write(record(each, "message"), out);
                }
                out.writeEndArray();
                out.writeArrayFieldStart("attachments");
                for (Map.Entry<String, Stored> each :
                    new java.util.TreeMap<>(attachments).entrySet()) {
                  Json.write(record(each.getValue(), "attachment"), out);
                }
                out.writeEndArray();
                out.writeEndObject();
              });
    } else if (raw) {
      messages.forEach(
          each -> terminal().line(each.content().toString() + " " + each.state().toString()));
    } else {
      String title = Threads.title(chosen, name, contacts);
      new Transcript(terminal()::line, title, attachments, contacts).print(messages);
    }
  }

  private static ObjectNode record(Stored stored, String kind) {
    ObjectNode node = Json.object();
    node.put("key", kind + "/" + stored.guid());
    if (kind.equals("message")) {
      node.put("kind", stored.kind().word());
    }
    node.set("content", stored.content());
    node.set("state", stored.state());
    return node;
  }

  private void message(
      Workspace workspace,
      SnapshotView view,
      StoreReading reading,
      StoredRecords records,
      String guid)
      throws Failure, VaultException, IOException, InterruptedException {
    List<OneRecord> found = new ArrayList<>();
    boolean held =
        records.message(guid, (stored, place) -> found.add(new OneRecord(stored, place, view)));
    if (!held || found.isEmpty()) {
      throw Failure.usage(
          "the snapshot holds no message of that guid",
          "list a thread's messages with: palimpsest show " + snapshot + " --thread T --json");
    }
    OneRecord one = found.get(0);
    Contacts contacts =
        Contacts.of(view.manifest(), reading, records.threads(), List.of(one.stored()))
            .only(one.stored());
    access(workspace, view.manifest(), "the message " + one.key() + " was shown", contacts);
    ObjectNode json = header(view.manifest());
    json.setAll(record(one.stored(), "message"));
    one.describe(json, raw);
    contacts.describe(json);
    if (!terminal().isJson()) {
      one.print(terminal()::line, raw);
      if (contacts.isAny()) {
        terminal().line("contacts");
        contacts.names().keySet().forEach(each -> terminal().line("  " + contacts.shown(each)));
      }
      contacts.legend().forEach(terminal()::line);
    }
    terminal().document(json);
  }
}
