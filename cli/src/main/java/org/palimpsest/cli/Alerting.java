package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.cli.alert.JUnitXml;
import org.palimpsest.cli.alert.Metrics;
import org.palimpsest.cli.alert.Overview;
import org.palimpsest.cli.alert.Ping;
import org.palimpsest.cli.alert.RunOutcome;
import org.palimpsest.cli.alert.Sarif;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.cli.config.Key;
import org.palimpsest.json.Json;

/**
 * Tells those who are not at the terminal how a run went. None of it may fail a run: what cannot be
 * told is noted on standard error.
 */
final class Alerting {

  private static final Duration SHOWN = Duration.ofDays(31);

  private final Verb verb;

  /** Refuses to begin where one of the files would come into what must not be written to. */
  Alerting(Verb verb) throws Failure, IOException {
    this.verb = verb;
    for (Key key :
        List.of(Key.ALERTS_PROMETHEUS, Key.ALERTS_JUNIT, Key.ALERTS_SARIF, Key.RUN_REPORTS)) {
      Optional<Path> place = verb.settings().path(key);
      if (place.isPresent()) {
        try {
          Outside.require(place.get(), verb.surroundings().keys());
        } catch (Failure e) {
          throw Failure.usage(key.path() + ": " + e.causeInWords(), e.hint());
        }
      }
    }
  }

  /** Something that is written or asked. */
  private interface Telling {
    void tell() throws IOException;
  }

  private void quietly(String what, Telling telling) {
    try {
      telling.tell();
    } catch (IOException e) {
      verb.terminal().note(what + " failed; the run is not affected by it");
    }
  }

  void ping(Ping.Moment moment) {
    Optional<String> address = verb.settings().text(Key.ALERTS_PING);
    address.ifPresent(url -> quietly("the ping", () -> new Ping(url).send(moment)));
  }

  void tell(RunOutcome run, String threshold, Path reports, RunCalendar calendar) {
    quietly("writing the overview", () -> overview(run, reports, calendar));
    boolean complete = run.exit() <= Exit.FINDINGS;
    file(Key.ALERTS_PROMETHEUS, () -> Metrics.of(run));
    file(Key.ALERTS_JUNIT, () -> JUnitXml.of(run.began(), run.alarms(), threshold, complete));
    file(
        Key.ALERTS_SARIF,
        () ->
            new String(
                Json.canonical(Sarif.of(Build.version(), run.began(), run.alarms(), complete)),
                StandardCharsets.UTF_8));
    boolean bad = run.exit() != Exit.OK;
    if (bad && verb.settings().given(Key.ALERTS_NOTICE).equals("true")) {
      quietly("the desktop notice", () -> Notice.show(verb.surroundings(), run.summary()));
    }
    ping(bad ? Ping.Moment.FAIL : Ping.Moment.SUCCESS);
  }

  private interface Text {
    String text();
  }

  private void file(Key key, Text text) {
    verb.settings()
        .path(key)
        .ifPresent(path -> quietly("writing " + key.path(), () -> replace(path, text.text())));
  }

  private static void overview(RunOutcome run, Path reports, RunCalendar calendar)
      throws IOException {
    Instant now = run.began();
    Files.createDirectories(reports);
    Overview.Past past =
        new Overview.Past(
            calendar.slots(now.minus(SHOWN), now.plusSeconds(1), now), calendar.runs(now));
    Map<String, String> pages = Overview.of(run, past);
    for (Map.Entry<String, String> page : pages.entrySet()) {
      replace(reports.resolve(page.getKey()), page.getValue());
    }
  }

  /** Writes beside and renames, so that a reader sees the old or the new and nothing between. */
  static void replace(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = java.util.Objects.requireNonNull(absolute.getParent());
    Files.createDirectories(folder);
    Path aside = Files.createTempFile(folder, ".palimpsest", ".new");
    try {
      Files.writeString(aside, text);
      readableByAll(aside);
      Files.move(
          aside, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Another account may collect it; it holds nothing private. */
  private static void readableByAll(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      // A file system without these permissions has its own.
      return;
    }
  }
}
