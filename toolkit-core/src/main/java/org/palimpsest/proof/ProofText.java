package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.RecordKind;

/**
 * What sound proofs of one record say, in sentences for a reader who knows the case and not the
 * mathematics. Observation only: between which two states a record went, never who removed it.
 */
public final class ProofText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final List<Proof> proofs;
  private final List<Statement> statements = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private ProofText(List<Proof> proofs) {
    this.proofs = proofs;
    proofs.forEach(proof -> statements.addAll(proof.statements()));
    statements.sort(
        Comparator.comparing((Statement statement) -> statement.manifest().asOf())
            .thenComparing(statement -> statement.manifest().takenAt()));
  }

  /** The text of one proof that was checked and is sound. */
  public static List<String> of(Proof proof) {
    return of(List.of(proof), new LogHeads(null));
  }

  /** Whether proofs are of one record in logs of one key. */
  public static boolean areOfOneRecord(List<Proof> proofs) {
    return proofs.stream().allMatch(each -> ProofCheck.areOfOneRecord(proofs.get(0), each));
  }

  /**
   * The text, line by line; empty when the proofs say nothing together, since they are of different
   * records or logs, or of heads that are not shown to be of one history.
   *
   * @param proofs one or more proofs that were checked and are sound
   * @param heads what is known of the heads of logs
   */
  public static List<String> of(List<Proof> proofs, LogHeads heads) {
    if (!areOfOneRecord(proofs) || !areOfOneHistory(proofs, heads)) {
      return List.of();
    }
    ProofText text = new ProofText(proofs);
    text.statement();
    text.record();
    text.grounds();
    text.limits();
    return List.copyOf(text.lines);
  }

  private static boolean areOfOneHistory(List<Proof> proofs, LogHeads heads) {
    return proofs.stream()
        .allMatch(
            one ->
                proofs.stream()
                    .allMatch(
                        other -> heads.areOfOneHistory(one.checkpoint(), other.checkpoint())));
  }

  private void statement() {
    String key = proofs.get(0).key();
    String kind = RecordKind.ofKey(key).word();
    lines.add("The " + kind + " with the identifier " + key.substring(kind.length() + 1));
    String device = "";
    for (Statement each : statements) {
      Manifest manifest = each.manifest();
      String of =
          manifest.device().equals(device)
              ? "the same store"
              : "the Messages store of the device \"" + manifest.device() + "\"";
      device = manifest.device();
      lines.add(
          (each.isPresence() ? "  WAS in " : "  WAS NOT in ")
              + of
              + " as it stood on "
              + TIME.format(manifest.asOf()));
      lines.add(
          "    (snapshot "
              + manifest.id().substring(0, 12)
              + ", copied on "
              + TIME.format(manifest.takenAt())
              + incomplete(each));
    }
    conclusion();
  }

  private static String incomplete(Statement statement) {
    if (statement.manifest().complete()) {
      return ")";
    }
    return statement.isPresence()
        ? "; INCOMPLETE: not everything could be read)"
        : "; INCOMPLETE: absence from it shows nothing)";
  }

  /** Between which two states of one device's store the record went, or came. */
  private void conclusion() {
    for (int i = 1; i < statements.size(); i++) {
      Statement earlier = statements.get(i - 1);
      Statement later = statements.get(i);
      String from = TIME.format(earlier.manifest().asOf());
      String to = TIME.format(later.manifest().asOf());
      if (earlier.isPresence() == later.isPresence()) {
        continue;
      }
      lines.add("");
      if (!earlier.manifest().device().equals(later.manifest().device())) {
        lines.add("The two stores belong to different devices, so this shows a difference between");
        lines.add("them and not that anything was removed.");
      } else if (!(earlier.isPresence() ? later : earlier).manifest().complete()) {
        lines.add("The snapshot that lacks it is incomplete, so nothing follows from its absence.");
      } else {
        lines.add(
            earlier.isPresence()
                ? "It was there on the first date and was gone on the second: it went between"
                : "It was not there on the first date and was there on the second: it came"
                    + " between");
        lines.add("  " + from + " and");
        lines.add("  " + to + ".");
      }
    }
  }

  private void record() {
    for (Statement statement : statements) {
      if (statement.record().isEmpty()) {
        continue;
      }
      lines.add("");
      lines.add(
          "What the record in snapshot " + statement.manifest().id().substring(0, 12) + " says");
      JsonNode content = statement.record().get().content();
      for (String name : (Iterable<String>) content::fieldNames) {
        if (!name.equals("guid") && !name.equals("id")) {
          lines.add(
              String.format(Locale.ENGLISH, "  %-13s %s", name, value(name, content.path(name))));
        }
      }
    }
  }

  private static String value(String name, JsonNode value) {
    if (name.equals("date") && value.isTextual() && value.textValue().matches("-?[0-9]{1,19}")) {
      String stored = value.textValue();
      try {
        return AppleTime.instant(Long.parseLong(stored))
            .map(instant -> TIME.format(instant) + " (stored as " + stored + ")")
            .orElse("none (stored as " + stored + ")");
      } catch (NumberFormatException e) {
        return stored;
      }
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private void grounds() {
    lines.add("");
    lines.add("How this is shown");
    for (Statement each : statements) {
      String id = each.manifest().id().substring(0, 12);
      String length =
          String.format(
              Locale.ENGLISH, "%,d", each.manifest().json().path("records").path("lines").asLong());
      lines.add(
          "  Snapshot " + id + " holds a sorted list of fingerprints of " + length + " records.");
      if (each.proof() instanceof ListProof.Presence presence) {
        lines.add(
            "    The record gives the fingerprint in line "
                + String.format(Locale.ENGLISH, "%,d", presence.place().path().index() + 1)
                + " of that list.");
      } else {
        lines.add(
            "    Two fingerprints stand next to each other, or at an end of the list, where it"
                + " would have to be.");
      }
      lines.add(
          "    That list leads to the root in the snapshot's manifest, and entry "
              + each.entry().seq()
              + " of the custody log");
      lines.add(
          "    recorded manifest and root on " + TIME.format(each.entry().entry().time()) + ".");
    }
    for (Proof proof : proofs) {
      lines.add(
          "  The custody log's head of "
              + proof.checkpoint().size()
              + " entries is signed with the log key");
      lines.add("    " + Fingerprint.of(proof.logKey()).hex());
    }
    lines.add("  The whole proof is sealed with the certificate named in the checks.");
  }

  private void limits() {
    lines.add("");
    lines.add("What this does not show");
    lines.add("  who sent, removed or held anything, or why; that the record's content is true;");
    lines.add(
        "  what the store held at any other time. Nothing about any other record is disclosed.");
    lines.add("  The times are those of the machine that made the snapshots, unless a check below");
    lines.add("  names a trusted timestamp.");
  }
}
