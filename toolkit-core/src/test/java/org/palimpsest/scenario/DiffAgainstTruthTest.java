package org.palimpsest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.Changes;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Mark;
import org.palimpsest.testdata.Noise;

/** Each thing that can happen to a store, alone, on each generation: every guid in its class. */
class DiffAgainstTruthTest {

  @TempDir Path folder;

  /** Something that happens between two snapshots. */
  interface Event {
    void happen(Household home) throws Exception;
  }

  record Named(String name, Event event) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> events() {
    List<Named> events = new ArrayList<>();
    events.add(new Named("nothing", home -> {}));
    events.add(
        new Named("a message arrives", home -> home.world.receive(home.work, home.ben, "new")));
    events.add(new Named("a new thread begins", DiffAgainstTruthTest::newThread));
    events.add(
        new Named("a thread goes to Recently Deleted", home -> home.mac.deleteThread(home.family)));
    events.add(
        new Named(
            "messages go to Recently Deleted",
            home -> home.mac.deleteMessages(home.familyGuids.subList(2, 5))));
    events.add(new Named("a thread is purged here", home -> purge(home, true)));
    events.add(new Named("a thread is purged elsewhere", home -> purge(home, false)));
    events.add(
        new Named(
            "messages are deleted outright elsewhere",
            home -> home.other.deleteOutright(home.workGuids.subList(0, 4))));
    events.add(new Named("a thread is deleted and restored", DiffAgainstTruthTest::restored));
    events.add(new Named("retention sweeps", home -> home.mac.sweepRetention(10)));
    events.add(
        new Named("an edit", home -> home.world.edit(home.familyGuids.get(2), "another text")));
    events.add(new Named("an unsend", home -> home.world.unsend(home.familyGuids.get(3))));
    events.add(
        new Named("a text is rewritten", home -> home.mac.tamper(home.workGuids.get(1), "other")));
    events.add(
        new Named(
            "a row is deleted by a tool", home -> home.mac.tamperDelete(home.workGuids.get(3))));
    events.add(new Named("messages are read", home -> home.mac.read(home.work)));
    events.add(new Named("a file is offloaded", home -> home.mac.offload(home.withFile)));
    events.add(new Named("a file is lost", home -> home.mac.loseFile(home.withFile)));
    events.add(new Named("a file arrives", DiffAgainstTruthTest::file));
    events.add(new Named("sync is reset", home -> home.mac.resetSync()));
    events.add(new Named("the store is downloaded anew", home -> home.mac.replaceStore(1.0)));
    events.add(new Named("half is downloaded", home -> home.mac.replaceStore(0.5)));
    events.add(new Named("the download finishes", DiffAgainstTruthTest::finished));
    events.add(new Named("a message comes and goes", DiffAgainstTruthTest::cameAndWent));
    events.add(
        new Named(
            "the group is renamed", home -> home.world.rename(home.lunch, home.ben, "Dinner")));
    events.add(
        new Named(
            "a tapback is replaced",
            home -> home.world.tapback(home.family, home.mother, home.familyGuids.get(1), 2001)));
    return events.stream()
        .flatMap(
            event ->
                Stream.of(Generation.values()).map(generation -> Arguments.of(event, generation)));
  }

  private static void newThread(Household home) {
    var doctor = new org.palimpsest.testdata.Person("Doctor", "+15550199");
    home.world.receive(home.world.conversation(doctor), doctor, "Your appointment");
  }

  private static void purge(Household home, boolean here) {
    var device = here ? home.mac : home.other;
    device.deleteThread(home.family);
    device.purgeThread(home.family);
  }

  private static void restored(Household home) {
    home.mac.deleteThread(home.family);
    home.world.advance(Duration.ofHours(1));
    home.mac.restoreThread(home.family);
  }

  private static void file(Household home) {
    home.world.file(home.work, home.ben, "plan.txt", "the plan".getBytes(StandardCharsets.UTF_8));
  }

  private static void finished(Household home) {
    home.mac.replaceStore(0.5);
    home.mac.finishDownload();
  }

  private static void cameAndWent(Household home) {
    String guid = home.world.receive(home.work, home.ben, "forget this");
    home.world.sync();
    home.other.deleteOutright(List.of(guid));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("events")
  void everyGuidIsInItsClass(Named event, Generation generation) throws Exception {
    try (Household home = new Household(folder.resolve("world"), generation, true)) {
      // A download from iCloud brings back what the world knows of, and noise is not part of it.
      if (!event.name().contains("download")) {
        new Noise(3).pour(home.mac.store(), Household.START.plus(Duration.ofDays(1)));
      }
      Lab lab = new Lab(folder.resolve("lab"));
      Mark first = home.mac.mark("before");
      Manifest before = lab.snapshot(home.mac, home.world.now());
      event.event().happen(home);
      home.world.sync();
      final Instant later = home.aWeekOn();
      Mark second = home.mac.mark("after");
      Manifest after = lab.snapshot(home.mac, later);
      Diff diff = lab.diff(before, after);
      hold(home.world.truth().between(home.mac, first, second), diff);
      holdJson(lab.judge(before, after));
    }
  }

  private static void hold(Changes truth, Diff diff) {
    assertEquals(truth.removed(), guids(diff, ChangeKind.REMOVED), "removed");
    assertEquals(truth.added(), guids(diff, ChangeKind.ADDED), "added");
    assertEquals(
        truth.recentlyDeleted(), guids(diff, ChangeKind.RECENTLY_DELETED), "recently deleted");
    assertEquals(truth.restored(), guids(diff, ChangeKind.RESTORED), "restored");
    assertEquals(truth.edited(), guids(diff, ChangeKind.EDITED), "edited");
    assertEquals(truth.unsent(), guids(diff, ChangeKind.UNSENT), "unsent");
    assertEquals(truth.altered(), guids(diff, ChangeKind.ALTERED), "altered");
    assertEquals(Set.of(), guids(diff, ChangeKind.NOT_ON_DEVICE), "not on device");
    assertEquals(
        truth.threads().removed().size(), diff.count(ThreadChange.Kind.REMOVED), "threads removed");
    assertEquals(
        truth.threads().thinned().size(), diff.count(ThreadChange.Kind.THINNED), "threads thinned");
    assertEquals(
        truth.threads().added().size(), diff.count(ThreadChange.Kind.ADDED), "threads added");
    assertEquals(
        truth.attachments().removed(), attachments(diff, AttachmentChange.Kind.REMOVED), "files");
    assertEquals(
        truth.attachments().added(), attachments(diff, AttachmentChange.Kind.ADDED), "files");
    assertEquals(
        truth.attachments().offloaded(),
        attachments(diff, AttachmentChange.Kind.OFFLOADED),
        "offloaded");
    assertEquals(
        truth.attachments().missing(), attachments(diff, AttachmentChange.Kind.MISSING), "missing");
  }

  /** What is printed for other programs adds up. */
  private static void holdJson(Judgement judgement) {
    ObjectNode json = DiffJson.of(judgement);
    for (MessageChange change : judgement.diff().messages()) {
      boolean listed = false;
      for (var row : json.path("messages")) {
        listed |=
            row.path("guid").asText().equals(change.guid())
                && row.path("change").asText().equals(change.kind().word());
      }
      assertTrue(listed, change.guid());
    }
    assertEquals(
        judgement.diff().count(ChangeKind.REMOVED),
        json.path("summary").path("messages").path("removed").asLong());
    judgement
        .findings()
        .forEach(finding -> assertTrue(finding.statement().endsWith("."), finding.statement()));
  }

  private static Set<String> guids(Diff diff, ChangeKind kind) {
    Set<String> guids = new TreeSet<>();
    diff.messages().stream()
        .filter(change -> change.kind() == kind)
        .forEach(change -> guids.add(change.guid()));
    return guids;
  }

  private static Set<String> attachments(Diff diff, AttachmentChange.Kind kind) {
    Set<String> guids = new TreeSet<>();
    diff.attachments().stream()
        .filter(change -> change.kind() == kind)
        .forEach(change -> guids.add(change.guid()));
    return guids;
  }
}
