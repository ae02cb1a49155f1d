package org.palimpsest.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.sync.SyncCheck;
import org.palimpsest.vault.VaultException;

/** How the next snapshot of a device is taken: where its store was before, or is said to be. */
final class NextSnapshot {

  /** No store that is in use, as far as its files show. */
  private static final String COPY_AGAIN =
      "copy the store again, if what was captured is a copy, then: ";

  private static final String TAKE = "palimpsest snapshot --device ";

  private final Verb verb;
  private final Map<String, Manifest> newest = new HashMap<>();
  private final Map<String, Path> named = new HashMap<>();

  NextSnapshot(Verb verb, List<Manifest> inTime) {
    this.verb = verb;
    inTime.forEach(manifest -> newest.put(manifest.device(), manifest));
  }

  static NextSnapshot of(Verb verb, Workspace workspace)
      throws VaultException, java.io.IOException {
    return new NextSnapshot(verb, workspace.snapshots().inTime());
  }

  /** A store that was named for that device just now. */
  void named(String device, Path source) {
    named.put(device, source);
  }

  /** The configured source of a device. */
  Optional<SourceSetting> configured(String device) {
    return verb.settings().sources().stream()
        .filter(source -> source.device().equals(device))
        .findFirst();
  }

  /** Where its newest snapshot was taken, if that was not this machine's own store. */
  Optional<String> elsewhere(String device) {
    Manifest manifest = newest.get(device);
    if (manifest == null) {
      return Optional.empty();
    }
    String path = manifest.json().path("source").path("path").asText();
    return path.isEmpty() || path.equals(verb.surroundings().ownStore().toString())
        ? Optional.empty()
        : Optional.of(path);
  }

  private Optional<String> place(String device) {
    return Optional.ofNullable(named.get(device))
        .map(Path::toString)
        .or(() -> configured(device).map(source -> verb.settings().place(source.path()).toString()))
        .or(() -> elsewhere(device));
  }

  /** The command, with the place of the store where that is known. */
  String command(String device) {
    return "palimpsest snapshot "
        + place(device).map(path -> ShellWord.of(path) + " ").orElse("")
        + "--device "
        + ShellWord.of(device);
  }

  /** The remedy for a snapshot that is old; a backup says nothing new until another one is made. */
  String remedy(String device) {
    Manifest manifest = newest.get(device);
    boolean backup =
        manifest != null && !manifest.json().path("facts").path("backup").isMissingNode();
    String first =
        backup
            ? "make a new backup, then take a snapshot: "
            : isOldCopy(manifest) ? COPY_AGAIN : "take one now: ";
    return first + command(device);
  }

  /** Whether what was captured had not changed for a day or more when it was. */
  private static boolean isOldCopy(@Nullable Manifest manifest) {
    return manifest != null
        && Duration.between(manifest.asOf(), manifest.takenAt()).compareTo(Duration.ofDays(1)) >= 0;
  }

  /** The core names a device in the step that it advises; here it becomes a command to be typed. */
  SyncCheck.Judged withCommand(SyncCheck.Judged judged) {
    String step = judged.nextStep();
    int take = step.indexOf(TAKE);
    String device = judged.state().device();
    String typed =
        take < 0
            ? step.replace(device + ":latest", ShellWord.of(device + ":latest"))
                .replace("--device " + device, "--device " + ShellWord.of(device))
                .replace(" SOURCE", " " + place(device).map(ShellWord::of).orElse("SOURCE"))
            : (isOldCopy(newest.get(device)) ? COPY_AGAIN : step.substring(0, take))
                + command(step.substring(take + TAKE.length()));
    return new SyncCheck.Judged(
        judged.state(),
        judged.ageDays(),
        judged.verdict(),
        typed,
        judged.alarms(),
        judged.detail());
  }
}
