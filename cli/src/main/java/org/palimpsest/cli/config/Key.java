package org.palimpsest.cli.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings, by their names in the file. */
public enum Key {
  /** Folder of the vault. */
  VAULT("vault", Kind.PATH, null, "the vault"),
  /** Who runs it. */
  OPERATOR("operator", Kind.TEXT, null, "who runs this, as entries and reports name them"),
  /** Whose office. */
  ORGANISATION("organisation", Kind.TEXT, null, "office or company, for reports"),
  /** Which case. */
  CASE("case", Kind.TEXT, null, "the case that snapshots and reports belong to"),
  /** By what right. */
  AUTHORITY("authority", Kind.TEXT, null, "consent, policy or order that it is done under"),
  /** Whether names of people are taken too. */
  CONTACTS("contacts", Kind.FLAG, "true", "snapshots keep the address book too, to name people"),
  /** From which severity on a run reports and ends with 1. */
  RUN_FAIL_ON("run.fail-on", Kind.SEVERITY, "medium", "a run ends with 1 from this severity on"),
  /** How much of the vault each run reads again. */
  RUN_VERIFY("run.verify", Kind.SHARE, "5%", "how much of the vault each run reads again"),
  /** Where runs put their reports. */
  RUN_REPORTS(
      "run.reports", Kind.PATH, null, "where runs put reports and the overview (beside the vault)"),
  /** The newest ones. */
  KEEP_LAST("retention.keep-last", Kind.COUNT, null, "the newest so many of each device stay"),
  /** Days. */
  KEEP_DAILY("retention.keep-daily", Kind.COUNT, null, "one a day stays, for so many days"),
  /** Weeks. */
  KEEP_WEEKLY("retention.keep-weekly", Kind.COUNT, null, "one a week stays, for so many weeks"),
  /** Months. */
  KEEP_MONTHLY("retention.keep-monthly", Kind.COUNT, null, "one a month stays, so many months"),
  /** Years. */
  KEEP_YEARLY("retention.keep-yearly", Kind.COUNT, null, "one a year stays, for so many years"),
  /** Whether runs prune. */
  RETENTION_IN_RUNS(
      "retention.in-runs", Kind.FLAG, "false", "runs drop by this rule; else only prune does"),
  /** Who dates. */
  TIMESTAMP_AUTHORITY(
      "timestamp.authority",
      Kind.URL,
      null,
      "asked to date seals and the log (RFC 3161); only hashes are sent"),
  /** Whom to trust for dates. */
  TIMESTAMP_CERTIFICATE(
      "timestamp.certificate", Kind.PATH, null, "what the vault's timestamps must rest on"),
  /** How often. */
  SCHEDULE_EVERY("schedule.every", Kind.EVERY, "day", "how often a run is expected"),
  /** When. */
  SCHEDULE_AT("schedule.at", Kind.TIME, "07:00", "the time of day of a run"),
  /** On which day. */
  SCHEDULE_WEEKDAY("schedule.weekday", Kind.WEEKDAY, "monday", "the day of a weekly run"),
  /** Metrics. */
  ALERTS_PROMETHEUS(
      "alerts.prometheus", Kind.PATH, null, "a file that ends in .prom, for node_exporter"),
  /** Findings for continuous integration. */
  ALERTS_JUNIT("alerts.junit", Kind.PATH, null, "a JUnit XML file, written by each run"),
  /** Findings for code scanning. */
  ALERTS_SARIF("alerts.sarif", Kind.PATH, null, "a SARIF file, written by each run"),
  /** A dead-man's switch. */
  ALERTS_PING("alerts.ping", Kind.URL, null, "asked at the start and the end of each run"),
  /** A desktop notice. */
  ALERTS_NOTICE("alerts.notice", Kind.FLAG, "false", "show a desktop notice when a run ends badly");

  private final String path;
  private final Kind kind;
  private final @Nullable String initial;
  private final String meaning;

  Key(String path, Kind kind, @Nullable String initial, String meaning) {
    this.path = path;
    this.kind = kind;
    this.initial = initial;
    this.meaning = meaning;
  }

  /** Its name in the file, with a dot behind the table. */
  public String path() {
    return path;
  }

  Kind kind() {
    return kind;
  }

  /** What holds when nothing is said. */
  public Optional<String> initial() {
    return Optional.ofNullable(initial);
  }

  /** What it is for, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Whether a value is one for it. */
  public boolean accepts(String value) {
    return kind.accepts(value);
  }

  /** What it may be, in words. */
  public String wanted() {
    return kind.wanted();
  }

  /** The environment variable that goes before the file. */
  public String variable() {
    return "PALIMPSEST_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
