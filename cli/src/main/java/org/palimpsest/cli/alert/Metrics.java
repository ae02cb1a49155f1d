package org.palimpsest.cli.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A run in the text format of Prometheus, for the textfile collector of node_exporter. */
public final class Metrics {

  private final StringBuilder out = new StringBuilder();

  private Metrics() {}

  /** The text. */
  public static String of(RunOutcome run) {
    Metrics metrics = new Metrics();
    metrics.gauge("last_run_timestamp_seconds", "When the last run began.");
    metrics.sample("last_run_timestamp_seconds", "", seconds(run.began()));
    metrics.gauge("last_success_timestamp_seconds", "When a run last went through completely.");
    metrics.sample(
        "last_success_timestamp_seconds", "", run.lastSuccess().map(Metrics::seconds).orElse("0"));
    metrics.gauge("last_run_exit_code", "Exit code of the last run.");
    metrics.sample("last_run_exit_code", "", String.valueOf(run.exit()));
    metrics.gauge("runs_absent", "Runs expected and not made before the last run.");
    metrics.sample("runs_absent", "", String.valueOf(run.absent().size()));
    metrics.gauge("findings", "Findings of the last run by severity.");
    for (String severity : Alarm.SEVERITIES) {
      metrics.sample(
          "findings", "severity=\"" + severity + "\"", String.valueOf(run.count(severity)));
    }
    metrics.gauge(
        "findings_not_looked_at",
        "Findings of earlier runs that nobody has said to have looked at.");
    metrics.sample("findings_not_looked_at", "", String.valueOf(run.earlier().size()));
    metrics.gauge("sources_unreadable", "Sources that gave no snapshot in the last run.");
    metrics.sample("sources_unreadable", "", String.valueOf(run.unreadable()));
    metrics.gauge("vault_verified", "1 verified, 0 wrong, NaN not verified.");
    metrics.sample(
        "vault_verified",
        "",
        switch (run.verified()) {
          case "passed", "share-passed" -> "1";
          case "failed" -> "0";
          default -> "NaN";
        });
    metrics.gauge("custody_log_entries", "Entries of the custody log.");
    metrics.sample("custody_log_entries", "", String.valueOf(run.logEntries()));
    metrics.devices(run);
    return metrics.out.toString();
  }

  private void devices(RunOutcome run) {
    gauge("snapshot_age_seconds", "Age of the newest snapshot of a device.");
    for (SourceState source : run.sources()) {
      sample(
          "snapshot_age_seconds",
          device(source),
          source
              .newest()
              .map(at -> String.valueOf(Duration.between(at, run.began()).toSeconds()))
              .orElse("NaN"));
    }
    gauge("sync_enabled", "Messages in iCloud: 1 on, 0 off, NaN unknown.");
    for (SourceState source : run.sources()) {
      String value =
          switch (source.sync()) {
            case "on" -> "1";
            case "off" -> "0";
            default -> "NaN";
          };
      sample("sync_enabled", device(source), value);
    }
    gauge("retention_days", "After how many days a device deletes messages; 0 for never.");
    for (SourceState source : run.sources()) {
      String days =
          source.retentionDays().isPresent()
              ? String.valueOf(source.retentionDays().getAsLong())
              : "NaN";
      sample("retention_days", device(source), days);
    }
  }

  private void gauge(String name, String help) {
    out.append("# HELP palimpsest_").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE palimpsest_").append(name).append(" gauge\n");
  }

  private void sample(String name, String labels, String value) {
    out.append("palimpsest_").append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String device(SourceState source) {
    String label = source.device().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "device=\"" + label + "\"";
  }

  private static String seconds(Instant at) {
    return String.format(Locale.ROOT, "%d", at.getEpochSecond());
  }
}
