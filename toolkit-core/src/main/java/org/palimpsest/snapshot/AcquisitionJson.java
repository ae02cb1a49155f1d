package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.json.Json;
import org.palimpsest.source.Capture;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;

/** How a snapshot was taken, as its manifest says it. */
final class AcquisitionJson {

  private AcquisitionJson() {}

  /** Everything but the facts, the counts and the lists. */
  static ObjectNode of(SnapshotRequest request, Capture capture, Instant asOf, boolean imported) {
    ObjectNode json = Json.object();
    ObjectNode acquisition = json.putObject("acquisition");
    ArrayNode absent = acquisition.putArray("absent");
    capture.absent().forEach(absent::add);
    acquisition.put("attachmentsCollected", capture.attachmentsCollected());
    acquisition.put("consistent", capture.consistent());
    if (capture.contacts().isPresent()) {
      Capture.Contacts contacts = capture.contacts().get();
      ObjectNode books = acquisition.putObject("contacts");
      books.put("databases", contacts.databases());
      books.put("torn", contacts.torn());
      ArrayNode unread = books.putArray("unreadable");
      contacts.unreadable().forEach(unread::add);
    }
    acquisition.put("method", method(capture, imported));
    acquisition.put("tries", capture.tries());
    ArrayNode unreadable = acquisition.putArray("unreadable");
    capture.unreadable().forEach(unreadable::add);
    long unread = capture.files().stream().filter(EvidenceFile::unread).count();
    if (unread > 0) {
      acquisition.put("unread", unread);
      acquisition.put(
          "unreadBasis",
          "size, modification time, change time and inode as in the snapshot before");
    }
    json.put("asOf", asOf.toString());
    json.put("asOfBasis", CaptureTime.basis(request, capture));
    request.caseId().ifPresent(value -> json.put("case", value));
    device(json.putObject("device"), request, capture);
    request.note().ifPresent(value -> json.put("note", value));
    request.operator().ifPresent(value -> json.put("operator", value));
    json.put("schema", Manifest.SCHEMA);
    json.putObject("source")
        .put("kind", request.source().kind().word())
        .put("path", request.sourcePath());
    json.put("takenAt", request.takenAt().toString());
    json.set("tool", request.tool());
    return json;
  }

  private static String method(Capture capture, boolean imported) {
    if (imported) {
      return "files of a package, byte for byte; no SQLite involved";
    }
    return capture.backup().isPresent()
        ? "plain file copy; digests of the backup compared and files decrypted in the same pass"
        : "plain file copy; log header compared before and after; no SQLite involved";
  }

  private static void device(ObjectNode device, SnapshotRequest request, Capture capture) {
    device.put("label", request.device());
    if (capture.backup().isPresent()) {
      DeviceIdentity identity = capture.backup().get().identity();
      put(device, "build", identity.build());
      put(device, "model", identity.model());
      put(device, "name", identity.name());
      put(device, "serial", identity.serial());
      put(device, "udid", identity.udid());
      put(device, "version", identity.version());
    }
  }

  private static void put(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  /** Says whether everything could be read, and why not. */
  static void incompleteness(
      ObjectNode json, Capture capture, int damaged, long commitsNotApplied) {
    List<String> reasons = new ArrayList<>();
    if (!capture.consistent()) {
      reasons.add(
          "torn: the database kept changing while it was copied, "
              + capture.tries()
              + " times over");
    }
    if (damaged > 0) {
      reasons.add(
          "damaged: "
              + count(damaged, "place of the database is", "places of the database are")
              + " unreadable");
    }
    if (capture.still() && commitsNotApplied > 0) {
      reasons.add(
          "damaged: "
              + count(commitsNotApplied, "commit lies", "commits lie")
              + " in the log behind a damaged frame and cannot be applied");
    }
    if (!capture.unreadable().isEmpty() && capture.backup().isEmpty()) {
      reasons.add(
          "unreadable: "
              + count(capture.unreadable().size(), "file", "files")
              + " could not be read");
    }
    if (capture.framesLacking() > 0) {
      reasons.add(
          "cut: the log's index (-shm) counts "
              + count(capture.framesLacking(), "frame", "frames")
              + " more than the log holds, so the newest rows may be lacking");
    }
    // It is rolled back as SQLite would, but it and the database are two files copied one by one.
    if (capture.first(Role.JOURNAL).map(journal -> journal.size() > 0).orElse(false)) {
      reasons.add(
          "unfinished: a rollback journal lies beside the database, which may have been in the midst"
              + " of a change");
    }
    capture.backup().ifPresent(backup -> reasons.addAll(BackupReasons.of(backup.integrity())));
    json.put("complete", reasons.isEmpty());
    ArrayNode array = json.putArray("incompleteReasons");
    reasons.forEach(array::add);
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
