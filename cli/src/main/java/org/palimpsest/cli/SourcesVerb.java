package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.json.Json;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import picocli.CommandLine.Command;

/** Lists stores found on this machine. */
@Command(
    name = "sources",
    mixinStandardHelpOptions = true,
    description = "Lists the Messages stores and iPhone backups found on this machine.")
final class SourcesVerb extends Verb {

  /**
   * A place that was looked at and holds something.
   *
   * @param kind what it is
   * @param path where
   * @param readable whether this version can snapshot it
   * @param note why not, or what to do
   */
  record Found(String kind, Path path, boolean readable, String note) {}

  @Override
  int run() throws IOException {
    List<Found> found = find(surroundings());
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/sources/1");
    ArrayNode list = json.putArray("sources");
    for (Found source : found) {
      t.line(
          (source.readable() ? "readable    " : "unreadable  ")
              + source.kind()
              + "  "
              + source.path());
      if (!source.note().isEmpty()) {
        t.line("            " + source.note());
      }
      ObjectNode node = list.addObject();
      node.put("kind", source.kind());
      node.put("path", source.path().toString());
      node.put("readable", source.readable());
      node.put("note", source.note());
    }
    if (found.isEmpty()) {
      t.line("no Messages store and no iPhone backup was found in the usual places");
      t.line("a folder with chat.db or sms.db can be named: palimpsest snapshot FOLDER");
    }
    t.document(json);
    return Exit.OK;
  }

  static List<Found> find(Surroundings surroundings) throws IOException {
    List<Found> found = new ArrayList<>();
    Path own = surroundings.ownStore();
    if (Files.exists(own)) {
      try {
        found.add(new Found(Source.at(own).kind().word(), own, true, ""));
      } catch (UnreadableSourceException e) {
        found.add(new Found("mac-folder", own, false, e.causeInWords() + "; " + e.remedy()));
      }
    }
    for (Path root : backupRoots(surroundings)) {
      if (Files.isDirectory(root)) {
        try (DirectoryStream<Path> backups = Files.newDirectoryStream(root)) {
          for (Path backup : backups) {
            if (Files.exists(backup.resolve("Manifest.db"))
                || Files.exists(backup.resolve("Manifest.mbdb"))) {
              found.add(
                  new Found(
                      "iphone-backup", backup, false, "this version does not read iPhone backups"));
            }
          }
        }
      }
    }
    return found;
  }

  private static List<Path> backupRoots(Surroundings surroundings) {
    List<Path> roots = new ArrayList<>();
    roots.add(surroundings.home().resolve("Library/Application Support/MobileSync/Backup"));
    roots.add(surroundings.home().resolve("Apple/MobileSync/Backup"));
    String roaming = surroundings.variable("APPDATA");
    if (!roaming.isEmpty()) {
      roots.add(Path.of(roaming).resolve("Apple Computer/MobileSync/Backup"));
    }
    return roots;
  }
}
