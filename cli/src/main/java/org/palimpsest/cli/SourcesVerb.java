package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.backup.Keybag;
import org.palimpsest.json.Json;
import org.palimpsest.source.BackupPlaces;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists stores found on this machine. */
@Command(
    name = "sources",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the Messages stores and phone backups found on this machine: this Mac's own store, and"
          + " backups in every place that Finder, iTunes and Apple Devices use. FOLDER is looked"
          + " into as well: a backup, or a folder of backups."
    })
final class SourcesVerb extends Verb {

  @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "another place to look")
  List<Path> folders = new ArrayList<>();

  /**
   * A place that was looked at and holds something.
   *
   * @param kind what it is
   * @param path where
   * @param readable whether this version can snapshot it
   * @param note why not, or what to do
   * @param backup what is known of it, when it is a backup that can be read
   */
  record Found(
      String kind, Path path, boolean readable, String note, Optional<BackupSource> backup) {}

  @Override
  int run() throws Failure, IOException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw Failure.usage("one of the folders is not there", "check the path");
      }
    }
    List<Found> found = folders.isEmpty() ? find(surroundings()) : new ArrayList<>();
    for (Path folder : folders) {
      List<Found> here = in(folder);
      if (here.isEmpty()) {
        terminal().note("no backup and no store was found in " + folder);
      }
      found.addAll(here);
    }
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/sources/1");
    ArrayNode list = json.putArray("sources");
    for (Found source : found) {
      tell(source);
      list.add(json(source));
    }
    if (found.isEmpty()) {
      terminal().line("no Messages store and no phone backup was found");
      terminal()
          .line(
              "a backup, or a folder with chat.db or sms.db, can be named: palimpsest snapshot"
                  + " FOLDER");
    }
    terminal().document(json);
    return Exit.OK;
  }

  private void tell(Found source) {
    Terminal t = terminal();
    t.line(
        (source.readable() ? "readable    " : "unreadable  ")
            + source.kind()
            + "  "
            + source.path());
    if (source.backup().isPresent()) {
      BackupSource backup = source.backup().get();
      DeviceIdentity identity = backup.identity();
      t.line(
          "            "
              + or(identity.name(), "a phone without a name")
              + ", "
              + or(identity.model(), "unknown model")
              + ", iOS "
              + or(identity.version(), "unknown")
              + ", of "
              + backup.date().map(Plain::time).orElse("unknown date"));
      t.line(
          "            "
              + (backup.encrypted() ? "encrypted" : "not encrypted")
              + ", "
              + (backup.isFinished() ? "finished" : "NOT FINISHED")
              + ", "
              + (backup.holdsStore()
                  ? "the file of a Messages store lies in it"
                  : "no file of a Messages store lies in it"));
    }
    if (!source.note().isEmpty()) {
      t.line("            " + source.note());
    }
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static ObjectNode json(Found source) {
    ObjectNode node = Json.object();
    node.put("kind", source.kind());
    node.put("path", source.path().toString());
    node.put("readable", source.readable());
    node.put("note", source.note());
    if (source.backup().isPresent()) {
      BackupSource backup = source.backup().get();
      DeviceIdentity identity = backup.identity();
      ObjectNode json = node.putObject("backup");
      ObjectNode device = json.putObject("device");
      device.put("udid", identity.udid());
      device.put("serial", identity.serial());
      device.put("name", identity.name());
      device.put("model", identity.model());
      device.put("version", identity.version());
      device.put("build", identity.build());
      json.put("date", backup.date().map(Instant::toString).orElse(null));
      json.put("encrypted", backup.encrypted());
      json.put("keyDerivation", backup.scheme().map(Keybag.Scheme::words).orElse(null));
      json.put("finished", backup.isFinished());
      json.put("snapshotState", backup.plists().state());
      json.put("era", backup.era().words());
      json.put("holdsStore", backup.holdsStore());
    }
    return node;
  }

  static List<Found> find(Surroundings surroundings) {
    List<Found> found = new ArrayList<>();
    Path own = surroundings.ownStore();
    if (Files.exists(own)) {
      try {
        found.add(new Found(Source.at(own).kind().word(), own, true, "", Optional.empty()));
      } catch (UnreadableSourceException e) {
        found.add(
            new Found(
                "mac-folder", own, false, e.causeInWords() + "; " + e.remedy(), Optional.empty()));
      }
    }
    String roaming = surroundings.variable("APPDATA");
    Optional<Path> data = roaming.isEmpty() ? Optional.empty() : Optional.of(Path.of(roaming));
    for (Path root : BackupPlaces.usual(surroundings.home(), data)) {
      backups(root, found);
    }
    return found;
  }

  private static List<Found> in(Path folder) {
    List<Found> found = new ArrayList<>();
    backups(folder, found);
    if (found.isEmpty()) {
      try {
        found.add(new Found(Source.at(folder).kind().word(), folder, true, "", Optional.empty()));
      } catch (UnreadableSourceException e) {
        return found;
      }
    }
    return found;
  }

  private static void backups(Path root, List<Found> found) {
    for (BackupPlaces.Found each : BackupPlaces.in(root)) {
      found.add(
          new Found(
              Source.Kind.IPHONE_BACKUP.word(),
              each.path(),
              each.backup().isPresent(),
              each.trouble(),
              each.backup()));
    }
  }
}
