package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.palimpsest.snapshot.Manifest;

/** What a snapshot says of the backup that it was taken from, for people. */
final class BackupText {

  private static final int NAMED = 10;

  private BackupText() {}

  /** The gravest that was found of a backup's integrity, as an exit code. */
  static int exit(Manifest manifest) {
    int exit = Exit.OK;
    for (JsonNode fault : integrity(manifest).path("faults")) {
      switch (fault.path("gravity").asText()) {
        case "integrity" -> exit = Exit.graver(exit, Exit.INTEGRITY);
        case "incomplete" -> exit = Exit.graver(exit, Exit.INCOMPLETE);
        default -> {
          // Worth knowing, nothing wrong.
        }
      }
    }
    return exit;
  }

  private static JsonNode integrity(Manifest manifest) {
    return manifest.json().path("facts").path("backup").path("integrity");
  }

  static void tell(Terminal t, Manifest manifest) {
    JsonNode backup = manifest.json().path("facts").path("backup");
    if (backup.isMissingNode()) {
      return;
    }
    JsonNode device = manifest.json().path("device");
    t.line(
        "  from   a backup of "
            + device.path("model").asText("a phone")
            + ", iOS "
            + device.path("version").asText("unknown")
            + ", "
            + (backup.path("encrypted").asBoolean() ? "encrypted" : "not encrypted"));
    table(t, backup.path("integrity"));
    if (backup.path("encrypted").asBoolean()) {
      t.line("  plain  in the vault, besides what lay in the backup as it was:");
      backup.path("plainInVault").forEach(what -> t.line("         " + what.asText()));
    }
  }

  private static void table(Terminal t, JsonNode integrity) {
    JsonNode digests = integrity.path("digests");
    t.line(
        "  proof  "
            + number(digests.path("right").asLong(), "file has", "files have")
            + " the digest that the phone wrote, "
            + digests.path("wrong").asLong()
            + " not");
    t.line(
        "         "
            + number(digests.path("absent").asLong(), "file carries", "files carry")
            + " no digest and "
            + "can be proved from this snapshot on only");
    long notRead = digests.path("notRead").asLong();
    if (notRead > 0) {
      t.line(
          "         "
              + Plain.count(notRead, "file")
              + " outside the scope: listed and measured, not read");
    }
    for (JsonNode fault : integrity.path("faults")) {
      String before = "         " + fault.path("count").asLong() + " ";
      String gravity = fault.path("gravity").asText();
      if (gravity.equals("note")) {
        t.line(before + fault.path("what").asText());
      } else {
        t.line(
            "  ",
            gravity,
            gravity.equals("integrity"),
            0,
            "  " + before.trim() + " " + fault.path("what").asText());
        named(t, integrity, fault.path("fault").asText(), fault.path("count").asLong());
      }
    }
  }

  private static void named(Terminal t, JsonNode integrity, String fault, long count) {
    int shown = 0;
    for (JsonNode each : integrity.path("named")) {
      if (each.path("fault").asText().equals(fault) && shown < NAMED) {
        String detail = each.path("detail").asText();
        t.line("         " + each.path("place").asText() + (detail.isEmpty() ? "" : ": " + detail));
        shown++;
      }
    }
    if (count > shown) {
      t.line("         and " + (count - shown) + " more, all in the JSON");
    }
  }

  private static String number(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
