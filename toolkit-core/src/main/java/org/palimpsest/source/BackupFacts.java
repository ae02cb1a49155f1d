package org.palimpsest.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.backup.BackupPlists;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.backup.Fault;
import org.palimpsest.backup.Integrity;
import org.palimpsest.backup.Keybag;
import org.palimpsest.backup.MessagesScope;
import org.palimpsest.json.Json;

/**
 * What is known of a backup as such.
 *
 * @param era the generation of its manifest
 * @param scheme how its key is derived; empty for a plain one
 * @param everything whether all of it was taken
 * @param contacts whether the address book was taken as content
 * @param plists what its plists say
 * @param rows what its manifest lists
 * @param integrity what was found of its integrity
 * @param date the instant that it shows
 * @param dateBasis what says so
 */
public record BackupFacts(
    BackupSource.Era era,
    Optional<Keybag.Scheme> scheme,
    boolean everything,
    boolean contacts,
    BackupPlists plists,
    Rows rows,
    Integrity integrity,
    Optional<Instant> date,
    String dateBasis) {

  /**
   * Rows of the manifest.
   *
   * @param files files
   * @param folders folders
   * @param links links
   * @param others rows of a kind that is not known
   * @param taken files that were to be taken
   */
  public record Rows(long files, long folders, long links, long others, long taken) {}

  /** Whose it is. */
  public DeviceIdentity identity() {
    return plists.identity();
  }

  /** Notes a newest message that is later than the backup. */
  public void compare(Optional<Instant> newest, Instant asOf) {
    if (newest.isPresent() && newest.get().isAfter(asOf.plus(Duration.ofDays(1)))) {
      integrity.add(Fault.MESSAGE_LATER, MessagesScope.STORE, "", true);
    }
  }

  /** As it stands in a snapshot's facts. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    ObjectNode dates = json.putObject("dates");
    plists.hostDate().ifPresent(at -> dates.put("host", at.toString()));
    plists.manifestDate().ifPresent(at -> dates.put("manifest", at.toString()));
    plists.statusDate().ifPresent(at -> dates.put("status", at.toString()));
    json.put("encrypted", scheme.isPresent());
    json.put("era", era.words());
    json.set("integrity", integrity.toJson());
    scheme.ifPresent(each -> json.put("keyDerivation", each.words()));
    ArrayNode plain = json.putArray("plainInVault");
    if (scheme.isPresent()) {
      plain.add("the message store and its log");
      plain.add("the preference files of Messages");
      if (contacts) {
        plain.add("the address book, from which names are shown");
      }
      plain.add(
          "the keys of the files that were taken, with which their ciphertext can be decrypted");
      plain.add("the keys of the protection classes 1 to 4, but not the password");
    } else {
      plain.add("everything that was taken, since the backup is not encrypted");
    }
    ObjectNode counts = json.putObject("rows");
    counts.put("files", rows.files());
    counts.put("folders", rows.folders());
    counts.put("links", rows.links());
    counts.put("others", rows.others());
    counts.put("taken", rows.taken());
    json.put("runId", plists.runId());
    json.put("scope", everything ? "all" : "messages");
    json.put("snapshotState", plists.state());
    return json;
  }

  /** Its generation, without names. */
  @Override
  public String toString() {
    return era.words();
  }
}
