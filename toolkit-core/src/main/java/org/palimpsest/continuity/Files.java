package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.trace.Cells;
import org.palimpsest.vault.VaultException;

/** Attachment rows without their file, and files without a row. */
final class Files implements Signal {

  @Override
  public String kind() {
    return "attachment-files";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.view()
        .manifest()
        .json()
        .path("acquisition")
        .path("attachmentsCollected")
        .asBoolean(false);
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    long missing = scan.facts().path("attachments").path("missing").asLong();
    if (missing > 0) {
      gaps.add(
          new Gap(
              "rows-without-file",
              Strength.WEAK,
              false,
              missing,
              Say.count(missing, "attachment is", "attachments are")
                  + " said to be on the device, and no such file was captured.",
              List.of(
                  "the system moved it to iCloud and has not marked the row yet",
                  "a cleaning program removed the file"),
              List.of(Place.table("attachment"))));
    }
    filesWithoutRow(scan, gaps);
    return gaps;
  }

  private static void filesWithoutRow(StoreScan scan, List<Gap> gaps) throws IOException {
    Set<String> named = new HashSet<>();
    scan.look()
        .scan(
            "attachment",
            (table, row) -> {
              String path = Cells.wordOrEmpty(row, table.column("filename"));
              int at = path.indexOf("Attachments/");
              if (at >= 0) {
                named.add(folder(path.substring(at)));
              }
            });
    long count = 0;
    try {
      for (EvidenceFile file : scan.view().evidence()) {
        int at = file.path().indexOf("Attachments/");
        boolean attachment = file.role() == EvidenceFile.Role.ATTACHMENT && at >= 0;
        if (attachment && !named.contains(folder(file.path().substring(at)))) {
          count++;
        }
      }
    } catch (VaultException e) {
      throw new IOException(e);
    }
    if (count > 0) {
      gaps.add(
          new Gap(
              "files-without-row",
              Strength.MEDIUM,
              false,
              count,
              Say.count(count, "file lies", "files lie")
                  + " among the attachments that no row names; "
                  + Say.verb(count, "its row", "their rows")
                  + " may have been deleted.",
              List.of(
                  "previews and drafts lie there too", "a deletion may leave its file for a while"),
              List.of(Place.table("attachment"))));
    }
  }

  /** An attachment's own folder: two hashed levels and its name. */
  private static String folder(String path) {
    String[] parts = path.split("/", 5);
    return parts.length < 4 ? path : String.join("/", parts[0], parts[1], parts[2], parts[3]);
  }
}
