package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.palimpsest.cli.alert.Alarm;
import org.palimpsest.cli.alert.SourceState;
import org.palimpsest.cli.calendar.PastFinding;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.vault.VaultException;

/**
 * The work of a scheduled run, source by source: snapshot, diff from the baseline on, a report when
 * something was found; then the sync check and a look at the vault. What goes wrong with one source
 * is noted and keeps nothing else from being done.
 */
final class Round {

  private final Verb verb;
  private final Workspace workspace;
  private final Settings settings;
  private final Path reports;
  private final String failOn;
  private final Errand errand;
  private final Instant began;
  private final List<Alarm> alarms = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private int exit = Exit.OK;
  private String verified = "not-checked";
  private int pruned;

  Round(Verb verb, Workspace workspace, Path reports, String failOn, Instant began) {
    this.verb = verb;
    this.workspace = workspace;
    this.settings = verb.settings();
    this.reports = reports;
    this.failOn = failOn;
    this.errand = new Errand(verb);
    this.began = began;
  }

  int exit() {
    return exit;
  }

  List<Alarm> alarms() {
    return alarms;
  }

  /** What was done, for the custody log. */
  List<String> steps() {
    return steps;
  }

  /** What could not be done, for the custody log. */
  List<String> errors() {
    return errors;
  }

  String verified() {
    return verified;
  }

  private void grave(int code) {
    exit = Exit.graver(exit, code);
  }

  private void alarm(String kind, String severity, String device, String statement, String seed) {
    byte[] bytes = (device + "|" + kind + "|" + seed).getBytes(StandardCharsets.UTF_8);
    add(new Alarm(Sha256.of(bytes).abbreviated(12), kind, severity, device, statement));
  }

  /** What is said already is not said twice. */
  private void add(Alarm alarm) {
    if (!alarms.contains(alarm)) {
      alarms.add(alarm);
    }
  }

  /**
   * Notes what broke off a part of the run, so that the rest is done and all of it is told.
   *
   * @param what the begin of a sentence: what could not be done
   */
  void brokenOff(String kind, String device, String what, Failure why) {
    grave(why.exit());
    errors.add(what + ": " + why.causeInWords());
    alarm(kind, "high", device, what + ": " + why.causeInWords() + "; " + why.hint() + ".", what);
  }

  /** Takes and compares one source. */
  SourceState source(SourceSetting source) {
    verb.terminal().stage("snapshot of " + source.device());
    List<String> words = new ArrayList<>(List.of("snapshot"));
    words.add(settings.place(source.path()).toString());
    // The run dates everything at its end, with one question.
    words.addAll(List.of("--device", source.device(), "--no-timestamp"));
    source.caseId().ifPresent(id -> add(words, "--case", id));
    source
        .passwordFile()
        .ifPresent(file -> add(words, "--password-file", settings.place(file).toString()));
    source.passwordCommand().ifPresent(line -> add(words, "--password-command", line));
    Errand.Ended taken = errand.run(words);
    // A password that is not there is bad usage for who types it; a run has a source less.
    grave(taken.exit() == Exit.USAGE ? Exit.INCOMPLETE : taken.exit());
    if (taken.isError() || !taken.document().has("snapshot")) {
      return unread(source, taken);
    }
    boolean complete = taken.exit() == Exit.OK;
    String outcome = complete ? "complete" : "incomplete";
    steps.add("source " + source.device() + " " + outcome);
    if (!complete) {
      alarm(
          "snapshot-incomplete",
          "medium",
          source.device(),
          "The snapshot of " + source.device() + " is incomplete; absence must not be inferred.",
          "");
    }
    String id = taken.document().path("snapshot").asText();
    List<String> written = compared(source, id);
    return new SourceState(
        source.device(),
        outcome,
        Optional.of(id),
        OptionalLong.of(taken.document().path("messages").asLong()),
        Optional.empty(),
        "unknown",
        OptionalLong.empty(),
        written,
        "",
        "");
  }

  private static void add(List<String> words, String option, String value) {
    words.add(option);
    words.add(value);
  }

  private SourceState unread(SourceSetting source, Errand.Ended ended) {
    String outcome =
        switch (ended.exit()) {
          case Exit.LOCKED -> "locked";
          case Exit.INCOMPLETE -> "unreadable";
          default -> "failed";
        };
    steps.add("source " + source.device() + " " + outcome);
    errors.add("source " + source.device() + ": " + ended.cause());
    // What another run is taking at this moment is not missing.
    if (ended.exit() != Exit.LOCKED) {
      alarm(
          "source-" + outcome,
          "high",
          source.device(),
          "No snapshot of " + source.device() + " was taken: " + ended.cause() + ".",
          "");
    }
    return new SourceState(
        source.device(),
        outcome,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        "unknown",
        OptionalLong.empty(),
        List.of(),
        ended.cause(),
        ended.remedy());
  }

  private List<String> compared(SourceSetting source, String id) {
    List<String> written = new ArrayList<>();
    try {
      compare(source, id, written);
    } catch (VaultException | IOException e) {
      String what = "The snapshot of " + source.device() + " could not be compared";
      brokenOff("run-failed", source.device(), what, Explanation.of(e));
    }
    return written;
  }

  /**
   * Compares from the baseline on, and says up to where that came to its end. At the first link
   * that fails the next run begins, so that nothing is taken for compared of which nobody was told.
   */
  private void compare(SourceSetting source, String id, List<String> written)
      throws VaultException, IOException {
    String device = source.device();
    List<Manifest> all = workspace.snapshots().list();
    List<LoggedEntry> entries = workspace.entries();
    Manifest taken =
        all.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new VaultException(
                        VaultException.Reason.DAMAGED, "the snapshot is not in the vault"));
    List<Manifest> links = Chain.to(taken, all, entries).links();
    if (links.size() == 1) {
      steps.add("diff " + device + " none, since it is the first snapshot");
    }
    Manifest end = links.get(0);
    for (int i = 1; i < links.size(); i++) {
      if (!link(source, links.get(i - 1), links.get(i), written)) {
        break;
      }
      // An incomplete one shows no absence, so the next is compared with the one before it.
      end = links.get(i).complete() ? links.get(i) : end;
    }
    // Where the log names none yet, even a first link that failed must be found again.
    if (end.complete() && !Baselines.of(entries).holds(end)) {
      steps.add(Baselines.step(end.id(), device));
    }
  }

  /** Compares two, and reports on them where something was found; false if that failed. */
  private boolean link(SourceSetting source, Manifest from, Manifest to, List<String> written) {
    verb.terminal().stage("comparing " + source.device());
    Errand.Ended diff = errand.run(List.of("diff", from.id(), to.id(), "--fail-on", failOn));
    grave(diff.exit());
    if (diff.isError()) {
      errors.add("diff " + source.device() + ": " + diff.cause());
      alarm("diff-failed", "high", source.device(), sentence(diff.cause()), "");
      return false;
    }
    List<Alarm> found = new ArrayList<>();
    for (JsonNode finding : diff.document().path("findings")) {
      Alarm alarm = Findings.alarm(finding, source.device());
      add(alarm);
      if (alarm.isAtLeast(failOn)) {
        found.add(alarm);
      }
    }
    steps.add(
        "diff " + source.device() + " " + diff.document().path("findings").size() + " findings");
    if (found.isEmpty()) {
      return true;
    }
    if (!report(source, from.id(), to.id(), written)) {
      return false;
    }
    keep(found, written.get(written.size() - 1));
    return true;
  }

  /**
   * Later runs show it from the log until somebody has looked; what reads the same is said once.
   */
  private void keep(List<Alarm> found, String report) {
    found.stream()
        .sorted(Alarm.ORDER)
        .map(each -> PastFinding.step(each.severity(), report, each.device(), each.statement()))
        .distinct()
        .forEach(steps::add);
  }

  private static String sentence(String cause) {
    return Character.toUpperCase(cause.charAt(0)) + cause.substring(1) + ".";
  }

  private boolean report(SourceSetting source, String from, String to, List<String> written) {
    verb.terminal().stage("report on " + source.device());
    String day = began.atZone(ZoneOffset.UTC).toLocalDate().toString();
    String name = day + "-" + source.device().replace(' ', '_');
    for (int i = 2; Files.exists(reports.resolve(name)); i++) {
      name = day + "-" + source.device().replace(' ', '_') + "-" + i;
    }
    List<String> words = new ArrayList<>(List.of("report", from, to));
    add(words, "--out", reports.resolve(name).toString());
    add(words, "--fail-on", failOn);
    source.caseId().ifPresent(id -> add(words, "--case", id));
    Errand.Ended ended = errand.run(words);
    if (ended.isError() && settings.text(Key.TIMESTAMP_AUTHORITY).isPresent()) {
      // Better a report without a trusted time, which can be added later, than none.
      words.add("--no-timestamp");
      Errand.Ended without = errand.run(words);
      if (!without.isError()) {
        undated("report on " + source.device(), ended);
        ended = without;
      }
    }
    grave(ended.exit());
    if (ended.isError()) {
      errors.add("report " + source.device() + ": " + ended.cause());
      alarm("report-failed", "high", source.device(), sentence(ended.cause()), "");
      return false;
    }
    steps.add("report " + source.device());
    written.add(name);
    return true;
  }

  /** By device, the latest instant that a snapshot of it shows. */
  Map<String, Instant> newest() {
    Map<String, Instant> newest = new HashMap<>();
    try {
      workspace.snapshots().inTime().forEach(each -> newest.put(each.device(), each.asOf()));
    } catch (VaultException | IOException e) {
      brokenOff("run-failed", "", "The snapshots could not be listed", Explanation.of(e));
    }
    return newest;
  }

  /** The sync check of the configured devices; returns their states. */
  JsonNode check(List<SourceSetting> sources, Map<String, Instant> newest) {
    if (newest.isEmpty()) {
      // There is no snapshot to ask, or none can be listed; either is said already.
      return Json.object();
    }
    verb.terminal().stage("checking sync");
    Errand.Ended check = errand.run(List.of("check", "--fail-on", failOn));
    if (check.isError()) {
      grave(check.exit());
      errors.add("check: " + check.cause());
      alarm("check-failed", "high", "", sentence(check.cause()), "");
      return check.document();
    }
    List<String> devices = sources.stream().map(SourceSetting::device).toList();
    for (JsonNode finding : check.document().path("findings")) {
      if (devices.contains(finding.path("device").asText())) {
        Alarm alarm =
            new Alarm(
                finding.path("id").asText(),
                finding.path("kind").asText(),
                finding.path("severity").asText(),
                finding.path("device").asText(),
                finding.path("statement").asText());
        add(alarm);
        grave(alarm.isAtLeast(failOn) ? Exit.FINDINGS : Exit.OK);
      }
    }
    steps.add("check " + Plain.count(devices.size(), "device"));
    return check.document();
  }

  /**
   * Drops what the rule of the configuration does not keep, if runs are to, all went well, and the
   * vault, or the share of it that was to be read, was found sound.
   */
  void prune() {
    if (!settings.given(Key.RETENTION_IN_RUNS).equals("true")) {
      return;
    }
    if (exit > Exit.FINDINGS) {
      steps.add("prune left out, since something could not be read or is not as it was");
      return;
    }
    if (!verified.endsWith("passed")) {
      steps.add("prune left out, since the vault was not verified");
      return;
    }
    verb.terminal().stage("looking for what the rule drops");
    Errand.Ended ended = errand.run(List.of("prune"));
    int drops = drops(ended);
    // Where nothing drops, what a run before left undone, as on a full disk, is brought to its end.
    if (drops > 0 || ended.document().path("bytes").asLong() > 0) {
      ended = errand.run(List.of("prune", "--apply"));
      drops = drops(ended);
    }
    if (ended.isError()) {
      grave(ended.exit());
      errors.add("prune: " + ended.cause());
      alarm("prune-failed", "high", "", sentence(ended.cause()), "");
      return;
    }
    pruned = drops;
    steps.add("prune dropped " + drops + " by " + ended.document().path("rule").asText());
  }

  private static int drops(Errand.Ended ended) {
    int drops = 0;
    for (JsonNode snapshot : ended.document().path("snapshots")) {
      drops += snapshot.path("dropped").asBoolean() ? 1 : 0;
    }
    return drops;
  }

  /** How many snapshots were dropped. */
  int pruned() {
    return pruned;
  }

  /** Has the time authority of the configuration date the log with all that was entered. */
  void date() {
    if (settings.text(Key.TIMESTAMP_AUTHORITY).isEmpty()) {
      return;
    }
    verb.terminal().stage("asking the time authority");
    Errand.Ended ended = errand.run(List.of("custody", "timestamp"));
    if (ended.isError()) {
      undated("custody log", ended);
    } else {
      steps.add("dated by the time authority");
    }
  }

  /**
   * The network may be away, which is no fault of the evidence; an answer that is wrong is more.
   */
  private void undated(String what, Errand.Ended ended) {
    String severity = ended.exit() == Exit.INCOMPLETE ? "low" : "medium";
    errors.add("the " + what + " was not dated: " + ended.cause());
    alarm(
        "not-dated",
        severity,
        "",
        "The " + what + " has no trusted time: " + ended.cause() + ".",
        what);
    grave(alarms.get(alarms.size() - 1).isAtLeast(failOn) ? Exit.FINDINGS : Exit.OK);
  }

  /** Reads the vault again, or a share of it. */
  void verify(List<String> words, String said) {
    verb.terminal().stage("verifying the vault");
    Errand.Ended ended = errand.run(words);
    grave(ended.exit());
    if (ended.isError()) {
      errors.add("verify: " + ended.cause());
      alarm("verify-failed", "high", "", sentence(ended.cause()), "");
      if (ended.exit() == Exit.INTEGRITY) {
        verified = "failed";
        steps.add(PastRun.VERIFIED + said + PastRun.DAMAGED);
      }
      return;
    }
    boolean ok = ended.document().path("ok").asBoolean();
    boolean whole = !words.contains("--sample");
    verified = ok ? whole ? "passed" : "share-passed" : "failed";
    steps.add(PastRun.VERIFIED + said + (ok ? " passed" : PastRun.DAMAGED));
    if (!ok) {
      List<String> wrong = new ArrayList<>();
      for (JsonNode check : ended.document().path("checks")) {
        if (check.path("status").asText().equals("failed")) {
          wrong.add(check.path("check").asText());
        }
      }
      errors.addAll(wrong.stream().limit(20).map(name -> "verify: " + name).toList());
      alarm(
          "vault-damaged",
          "high",
          "",
          wrong.size() + " checks of the vault failed; see: palimpsest verify.",
          String.join("|", wrong));
    }
  }
}
