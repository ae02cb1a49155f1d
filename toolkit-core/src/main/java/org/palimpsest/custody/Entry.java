package org.palimpsest.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;

/**
 * What one entry of the custody log says. Immutable: each {@code with}-like method returns a copy
 * that says one thing more. What does not apply is left out. An entry is never edited; a later one
 * corrects it.
 *
 * <p>The place in the log ({@code v}, {@code seq}, {@code prev}) is given by the log on appending.
 * Nothing here may hold message text. {@code toString} shows time and action only.
 */
public final class Entry {

  /**
   * Who did it.
   *
   * @param name name of the person, as it should stand in a report
   * @param role for example {@code examiner}
   * @param organisation office or company
   * @param account account on the machine
   * @param id badge or staff number
   */
  public record Actor(
      String name,
      @Nullable String role,
      @Nullable String organisation,
      @Nullable String account,
      @Nullable String id) {
    /** An actor without a number. */
    public Actor(
        String name,
        @Nullable String role,
        @Nullable String organisation,
        @Nullable String account) {
      this(name, role, organisation, account, null);
    }

    /** An actor of whom only the name is known. */
    public static Actor of(String name) {
      return new Actor(name, null, null, null);
    }

    @Override
    public String toString() {
      return "Actor";
    }
  }

  /**
   * The machine it was done on.
   *
   * @param name host name, if it may be recorded
   * @param os operating system with version
   * @param hardwareId serial number of the machine, if it may be recorded
   */
  public record Host(@Nullable String name, String os, @Nullable String hardwareId) {
    /** A machine without a number. */
    public Host(@Nullable String name, String os) {
      this(name, os, null);
    }

    @Override
    public String toString() {
      return "Host[" + os + "]";
    }
  }

  /**
   * The program it was done with.
   *
   * @param name program
   * @param version its version
   * @param build SHA-256 of the build, in hex, if known
   * @param java version of the Java runtime
   */
  public record Tool(String name, String version, @Nullable String build, String java) {}

  /**
   * Where evidence came from.
   *
   * @param kind for example {@code mac-library} or {@code ios-backup}
   * @param device identity of the device, from the source itself or a label
   * @param osVersion the device's system, if known
   * @param path where the source lay, if it may be recorded
   * @param readOnlyMeans how writing was prevented
   * @param model make and model of the device, if known
   * @param serial its serial number or UDID, if known
   */
  public record Origin(
      String kind,
      String device,
      @Nullable String osVersion,
      @Nullable String path,
      @Nullable String readOnlyMeans,
      @Nullable String model,
      @Nullable String serial) {
    /** A device of which make and number are not known. */
    public Origin(
        String kind,
        String device,
        @Nullable String osVersion,
        @Nullable String path,
        @Nullable String readOnlyMeans) {
      this(kind, device, osVersion, path, readOnlyMeans, null, null);
    }

    @Override
    public String toString() {
      return "Origin[" + kind + "]";
    }
  }

  /**
   * A file that was read or written.
   *
   * @param name its name, relative to what the entry is about
   * @param size its length in bytes
   * @param sha256 its hash
   * @param role for example {@code report} or {@code evidence}
   * @param sha512 a second hash, in hex
   * @param mediaType what it is
   */
  public record Item(
      String name,
      long size,
      Sha256 sha256,
      String role,
      @Nullable String sha512,
      @Nullable String mediaType) {
    /** A file with one hash. */
    public Item(String name, long size, Sha256 sha256, String role) {
      this(name, size, sha256, role, null, null);
    }

    @Override
    public String toString() {
      return "Item[" + role + ", " + size + " bytes]";
    }
  }

  /**
   * The snapshot it was about.
   *
   * @param id the snapshot's id
   * @param root root of its record list
   * @param counts how many records of each kind
   */
  public record SnapshotFacts(String id, Sha256 root, Map<String, Long> counts) {
    /** Copies the counts. */
    public SnapshotFacts {
      counts = Map.copyOf(counts);
    }
  }

  /**
   * How it ended.
   *
   * @param verdict one word, for example {@code intact} or {@code incomplete}
   * @param exitCode exit code of the run
   */
  public record Result(String verdict, int exitCode) {
    /** Refuses exit codes that no process can have. */
    public Result {
      if (exitCode < 0 || exitCode > 255) {
        throw new IllegalArgumentException("an exit code is from 0 to 255");
      }
    }
  }

  private final ObjectNode members;

  private Entry(ObjectNode members) {
    this.members = members;
  }

  /** An entry about {@code action}; the time is kept to the millisecond. */
  public static Entry of(Instant time, Action action) {
    return new Entry(
        EntryPart.of(
            "time", time.truncatedTo(ChronoUnit.MILLIS).toString(), "action", action.text()));
  }

  /** Reads the members of a line; those that are not known here are kept as they are. */
  static Entry read(JsonNode line) throws MalformedLogException {
    if (!(line instanceof ObjectNode object)) {
      throw new MalformedLogException(0, "not a JSON object");
    }
    Entry entry = new Entry(object.deepCopy().without(List.of("v", "seq", "prev")));
    EntryReader.requireWellFormed(entry);
    return entry;
  }

  ObjectNode members() {
    return members.deepCopy();
  }

  JsonNode node() {
    return members;
  }

  private Entry with(String name, JsonNode value) {
    ObjectNode copy = members.deepCopy();
    copy.set(name, value);
    return new Entry(copy);
  }

  private Entry with(String name, List<String> values) {
    ArrayNode array = Json.object().arrayNode();
    values.forEach(array::add);
    return with(name, array);
  }

  /** With another time: the one at which it is appended. */
  public Entry at(Instant time) {
    return with("time", members.textNode(time.truncatedTo(ChronoUnit.MILLIS).toString()));
  }

  /** The case it belongs to. */
  public Entry caseId(String id) {
    return with("caseId", members.textNode(id));
  }

  /** Who did it. */
  public Entry actor(Actor actor) {
    return with(
        "actor",
        EntryPart.of(
            "name", actor.name(),
            "role", actor.role(),
            "organisation", actor.organisation(),
            "account", actor.account(),
            "id", actor.id()));
  }

  /** The machine it was done on. */
  public Entry host(Host host) {
    return with(
        "host",
        EntryPart.of("name", host.name(), "os", host.os(), "hardwareId", host.hardwareId()));
  }

  /** The program it was done with. */
  public Entry tool(Tool tool) {
    return with(
        "tool",
        EntryPart.of(
            "name", tool.name(),
            "version", tool.version(),
            "build", tool.build(),
            "java", tool.java()));
  }

  /** Warrant, consent, policy or rule it was done under. */
  public Entry authority(String authority) {
    return with("authority", members.textNode(authority));
  }

  /** Why it was done. */
  public Entry purpose(String purpose) {
    return with("purpose", members.textNode(purpose));
  }

  /** Where evidence came from. */
  public Entry source(Origin source) {
    return with(
        "source",
        EntryPart.of(
            "kind", source.kind(),
            "device", source.device(),
            "osVersion", source.osVersion(),
            "path", source.path(),
            "readOnlyMeans", source.readOnlyMeans(),
            "model", source.model(),
            "serial", source.serial()));
  }

  /** The files that were read or written. */
  public Entry objects(List<Item> items) {
    ArrayNode array = members.arrayNode();
    for (Item item : items) {
      ObjectNode node =
          EntryPart.of(
              "name", item.name(),
              "sha256", item.sha256().hex(),
              "sha512", item.sha512(),
              "mediaType", item.mediaType(),
              "role", item.role());
      array.add(node.put("size", item.size()));
    }
    return with("objects", array);
  }

  /** The snapshot it was about. */
  public Entry snapshot(SnapshotFacts snapshot) {
    ObjectNode node = EntryPart.of("id", snapshot.id(), "root", snapshot.root().hex());
    ObjectNode counts = node.putObject("counts");
    new TreeMap<>(snapshot.counts()).forEach(counts::put);
    return with("snapshot", node);
  }

  /** Steps and options. */
  public Entry method(List<String> steps) {
    return with("method", steps);
  }

  /** How it ended. */
  public Entry result(Result result) {
    return with(
        "result", EntryPart.of("verdict", result.verdict()).put("exitCode", result.exitCode()));
  }

  /** What went wrong on the way. */
  public Entry errors(List<String> errors) {
    return with("errors", errors);
  }

  /** Anything else worth knowing. */
  public Entry remarks(String remarks) {
    return with("remarks", members.textNode(remarks));
  }

  /** The exhibit that it is about, and the one that this was taken from. */
  public Entry exhibit(String id, @Nullable String root) {
    Entry entry = with("exhibitId", members.textNode(id));
    return root == null ? entry : entry.with("rootExhibitId", members.textNode(root));
  }

  /** Where it was done. */
  public Entry location(String location) {
    return with("location", members.textNode(location));
  }

  /** From whom to whom evidence went. */
  public Entry transfer(Transfer transfer) {
    return with("transfer", transfer.json());
  }

  /** What is known of the clock that the time was read from. */
  public Entry clock(String source, @Nullable Long offsetMillis) {
    ObjectNode clock = EntryPart.of("source", source);
    return with("clock", offsetMillis == null ? clock : clock.put("offsetMillis", offsetMillis));
  }

  /** Number of the entry that this one corrects. */
  public Entry correctionOf(long seq) {
    return with("correctionOf", members.numberNode(seq));
  }

  /** When it was done, by the clock of the machine. */
  public Instant time() {
    return EntryReader.present(() -> EntryReader.time(this));
  }

  /** What was done. */
  public Action action() {
    return EntryReader.present(() -> EntryReader.action(this));
  }

  /** A member that is one string, such as {@code purpose}, if it is there. */
  public Optional<String> text(String member) {
    JsonNode value = members.get(member);
    return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  /** Members that are lists of strings, {@code method} and {@code errors}; empty if absent. */
  public List<String> texts(String member) {
    List<String> texts = new ArrayList<>();
    JsonNode value = members.get(member);
    if (value != null) {
      value.forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }

  /** Who did it, if recorded. */
  public Optional<Actor> actor() {
    return EntryReader.present(() -> EntryReader.actor(this));
  }

  /** The machine, if recorded. */
  public Optional<Host> host() {
    return EntryReader.present(() -> EntryReader.host(this));
  }

  /** The program, if recorded. */
  public Optional<Tool> tool() {
    return EntryReader.present(() -> EntryReader.tool(this));
  }

  /** Where evidence came from, if recorded. */
  public Optional<Origin> source() {
    return EntryReader.present(() -> EntryReader.source(this));
  }

  /** The files; empty if none are recorded. */
  public List<Item> objects() {
    return EntryReader.present(() -> EntryReader.objects(this));
  }

  /** The snapshot, if recorded. */
  public Optional<SnapshotFacts> snapshot() {
    return EntryReader.present(() -> EntryReader.snapshot(this));
  }

  /** From whom to whom, if recorded. */
  public Optional<Transfer> transfer() {
    return EntryReader.present(() -> EntryReader.transfer(this));
  }

  /** How it ended, if recorded. */
  public Optional<Result> result() {
    return EntryReader.present(() -> EntryReader.result(this));
  }

  /** The entry that this one corrects, if any. */
  public Optional<Long> correctionOf() {
    return EntryReader.present(() -> EntryReader.correctionOf(this));
  }

  /** The members as canonical JSON (RFC 8785), without the place in the log. */
  public byte[] canonical() {
    return Json.canonical(members);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entry that && Arrays.equals(canonical(), that.canonical());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(canonical());
  }

  @Override
  public String toString() {
    return "Entry[" + time() + " " + action().text() + "]";
  }

  static Instant instant(String text) throws MalformedLogException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw EntryPart.malformed("time", "an instant in UTC (RFC 3339)");
    }
  }
}
