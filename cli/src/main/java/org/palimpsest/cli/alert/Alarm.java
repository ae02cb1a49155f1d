package org.palimpsest.cli.alert;

import java.util.Comparator;
import java.util.List;

/**
 * Something that asks for attention.
 *
 * @param id the same whenever the same thing is said
 * @param kind lower case with hyphens
 * @param severity {@code info}, {@code low}, {@code medium} or {@code high}
 * @param device label of the device; empty when it is about the vault
 * @param statement one sentence without content
 */
public record Alarm(String id, String kind, String severity, String device, String statement) {

  /** The severities, the least first. */
  public static final List<String> SEVERITIES = List.of("info", "low", "medium", "high");

  /** The gravest first, then by device and kind. */
  public static final Comparator<Alarm> ORDER =
      Comparator.comparingInt((Alarm alarm) -> -SEVERITIES.indexOf(alarm.severity()))
          .thenComparing(Alarm::device)
          .thenComparing(Alarm::kind)
          .thenComparing(Alarm::id);

  /** Whether it says that a setting which governs deletion was changed. */
  public boolean isOfSetting() {
    return kind.equals("retention-changed") || kind.equals("sync-switched");
  }

  /** Whether it is at or above {@code threshold}. */
  public boolean isAtLeast(String threshold) {
    return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
  }
}
