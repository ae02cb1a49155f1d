package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.source.DeviceSettings;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;

/** Looks at the sources of this machine and of the configuration, without reading them through. */
final class SourceExamination {

  private static final long LARGEST_PREFERENCES = 4L << 20;

  private final Verb verb;
  private final Diagnosis diagnosis;
  private final Set<Path> seen = new HashSet<>();

  SourceExamination(Verb verb, Diagnosis diagnosis) {
    this.verb = verb;
    this.diagnosis = diagnosis;
  }

  void run() throws IOException {
    for (SourceSetting source : verb.settings().sources()) {
      Path path = verb.settings().place(source.path());
      seen.add(path.toAbsolutePath().normalize());
      look(source.device() + " at " + path, path);
    }
    boolean any = !seen.isEmpty();
    for (SourcesVerb.Found found : SourcesVerb.find(verb.surroundings())) {
      if (seen.add(found.path().toAbsolutePath().normalize())) {
        any = true;
        found(found);
      }
    }
    if (!any) {
      diagnosis.warning(
          "sources",
          "no Messages store was found in the usual places",
          "name a folder that holds chat.db or sms.db: palimpsest snapshot FOLDER");
    }
  }

  private void found(SourcesVerb.Found found) throws IOException {
    boolean own = found.path().equals(verb.surroundings().ownStore());
    if (own) {
      if (look(found.kind() + " at " + found.path(), found.path())) {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        diagnosis.ok(
            "access",
            "this program can read your Messages" + (mac ? ": it has Full Disk Access" : ""));
      }
    } else if (found.readable()) {
      diagnosis.ok("sources", found.kind() + " at " + found.path());
    } else {
      diagnosis.warning("sources", found.kind() + " at " + found.path(), found.note());
    }
  }

  private boolean look(String name, Path path) throws IOException {
    Source source;
    try {
      source = Source.at(path);
    } catch (UnreadableSourceException e) {
      diagnosis.problem("sources", name + ": " + e.causeInWords(), permission(e.remedy()));
      return false;
    }
    diagnosis.ok("sources", name + holds(source));
    settings(name, source);
    return true;
  }

  /** Full Disk Access is given to a program by its place, and a schedule starts another one. */
  private String permission(String remedy) {
    Optional<Path> launcher = verb.surroundings().launcher();
    return remedy.contains("Full Disk Access") && launcher.isPresent()
        ? remedy
            + "; in Terminal the program is Terminal, in a scheduled run it is "
            + launcher.get()
        : remedy;
  }

  private String holds(Source source) throws IOException {
    long bytes = Files.size(source.database());
    Path log = Path.of(source.database() + "-wal");
    bytes += Files.isRegularFile(log) ? Files.size(log) : 0;
    Path newest = Files.isRegularFile(log) ? log : source.database();
    Duration age =
        Duration.between(
            Files.getLastModifiedTime(newest).toInstant(), verb.surroundings().clock().instant());
    return ": "
        + Plain.bytes(bytes)
        + ", last changed "
        + (age.isNegative() ? "just now" : ago(age));
  }

  private static String ago(Duration age) {
    return age.toDays() > 0
        ? Plain.count(age.toDays(), "day") + " ago"
        : Plain.duration(age.toMillis()) + " ago";
  }

  private void settings(String name, Source source) {
    DeviceSettings settings = DeviceSettings.read(preferences(source));
    String sync =
        settings.messagesInICloud().map(on -> on ? "on" : "off").orElse("not said by any file");
    diagnosis.ok("sync", "Messages in iCloud: " + sync + " (" + name + ")");
    if (settings.retentionDays().isPresent() && settings.retentionDays().getAsInt() > 0) {
      diagnosis.warning(
          "keep",
          "messages are deleted after " + settings.retentionDays().getAsInt() + " days",
          "set Keep Messages to Forever in the settings of Messages, on every device");
    } else if (settings.retentionDays().isEmpty() && !settings.unreadable().isEmpty()) {
      diagnosis.warning(
          "keep",
          settings.retentionBasis() + " (" + name + ")",
          "see in the settings of Messages whether Keep Messages is Forever");
    } else {
      diagnosis.ok(
          "keep",
          settings.retentionDays().isPresent()
              ? "messages are kept for ever"
              : "how long messages are kept is not said by any file");
    }
  }

  private static Map<String, byte[]> preferences(Source source) {
    Map<String, byte[]> files = new TreeMap<>();
    source
        .preferences()
        .ifPresent(
            folder -> {
              try (var entries = Files.newDirectoryStream(folder, "com.apple.*.plist")) {
                for (Path file : entries) {
                  if (Files.isRegularFile(file) && Files.size(file) < LARGEST_PREFERENCES) {
                    files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
                  }
                }
              } catch (IOException e) {
                // What cannot be read says nothing, and that is what is shown.
                files.clear();
              }
            });
    return files;
  }
}
