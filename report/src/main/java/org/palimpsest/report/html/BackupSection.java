package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.model.Phrases;

/**
 * What is known of the backup that an item was taken from: its form, and its integrity as a table.
 */
final class BackupSection {

  private final Page page;
  private final Markup out;

  BackupSection(Page page, Markup out) {
    this.page = page;
    this.out = out;
  }

  /** Writes nothing for an item that comes from no backup. */
  void write(String letter, JsonNode item) {
    JsonNode backup = item.path("facts").path("backup");
    if (backup.isMissingNode()) {
      return;
    }
    JsonNode device = item.path("device");
    JsonNode digests = backup.path("integrity").path("digests");
    page.facts("Backup that item " + letter + " was taken from")
        .put("Device", device.path("name").asText())
        .put("Model", device.path("model").asText())
        .put("iOS version", device.path("version").asText())
        .code("Serial number", device.path("serial").asText())
        .code("Identifier", device.path("udid").asText())
        .put("Manifest", backup.path("era").asText())
        .put("Encrypted", backup.path("encrypted").asBoolean() ? "yes" : "no")
        .put("Key derivation", backup.path("keyDerivation").asText())
        .put("State by its own status", backup.path("snapshotState").asText())
        .put("Scope", backup.path("scope").asText())
        .count("Files listed", backup.path("rows").path("files"))
        .count("Files taken", backup.path("rows").path("taken"))
        .count("Apple's digest present and right", digests.path("right"))
        .count("Apple's digest present and wrong", digests.path("wrong"))
        .count("Taken without any digest of Apple's", digests.path("absent"))
        .count("Outside the scope, not read", digests.path("notRead"))
        .put("Kept in plain in the vault", joined(backup.path("plainInVault")))
        .write();
    new Table("Integrity of the backup of item " + letter)
        .word("Fault", row -> row.path("fault").asText())
        .number("Count", row -> Phrases.number(row.path("count").asLong()))
        .number("In scope", row -> Phrases.number(row.path("inScope").asLong()))
        .word("Gravity", row -> row.path("gravity").asText())
        .text("Meaning", row -> row.path("what").asText())
        .write(
            out,
            backup.path("integrity").path("faults"),
            page.rows(),
            "The backup's own manifest reveals no fault.");
    if (!backup.path("integrity").path("named").isEmpty()) {
      new Table("Files with a fault in the backup of item " + letter)
          .word("Fault", row -> row.path("fault").asText())
          .text("Place", row -> row.path("place").asText())
          .text("Detail", row -> row.path("detail").asText())
          .write(out, backup.path("integrity").path("named"), page.rows(), "None.");
    }
    out.element(
        Tag.P,
        "Apple's digest is the SHA-1 of a file as it lies in the backup. It is not signed, and most"
            + " files carry none: what happened to those before this snapshot cannot be seen from the"
            + " backup, and from this snapshot on they are protected by its own hashes.");
  }

  private static String joined(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return String.join("; ", words);
  }
}
