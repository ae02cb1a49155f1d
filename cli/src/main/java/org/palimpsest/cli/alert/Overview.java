package org.palimpsest.cli.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.palimpsest.cli.calendar.PastFinding;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.calendar.RunCalendar;

/**
 * Pages to be opened on a Monday morning: one for all, one for each device. Each says how things
 * stand in a word, a shape and a colour, so that it can be read in black and white and aloud.
 */
public final class Overview {

  /** The page to begin with. */
  public static final String INDEX = "index.html";

  private static final int WARN_DAYS = 7;
  private static final int FAIL_DAYS = 25;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String CSS =
      """
      body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
      table{border-collapse:collapse;width:100%;margin:1rem 0}
      caption{text-align:left;font-weight:600;padding:.3rem 0}
      th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #767676}
      a{color:#0b4f9e}a:focus{outline:3px solid #0b4f9e}
      .s{font-weight:700;white-space:nowrap}.good{color:#0a5c24}.look{color:#7a4b00}.bad{color:#a30d0d}
      .skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
      .wide{overflow-x:auto}th a,li{overflow-wrap:anywhere}
      @media (max-width:40rem){body{margin:1rem auto}table{font-size:.8125rem}th,td{padding-right:.5rem}.s{white-space:normal}}
      @media (prefers-color-scheme:dark){body{color:#eee;background:#181818}a{color:#9cc7ff}.good{color:#7fdc9a}.look{color:#ffc66d}.bad{color:#ff9b9b}}
      """;

  private final RunOutcome run;
  private final Past past;
  private final List<PastFinding> earlier;
  private final Map<String, String> names;

  private Overview(RunOutcome run, Past past) {
    this.run = run;
    this.names = names(run.sources());
    this.past = past;
    this.earlier = run.earlier();
  }

  /**
   * What the custody log says of runs.
   *
   * @param slots when runs were expected lately, and what answered
   * @param runs those that were made, oldest first
   */
  public record Past(List<RunCalendar.Slot> slots, List<PastRun> runs) {
    /** Copies the lists. */
    public Past {
      slots = List.copyOf(slots);
      runs = List.copyOf(runs);
    }
  }

  /** How things stand. */
  enum Standing {
    GOOD("● good"),
    LOOK("▲ look at it"),
    BAD("■ act now");

    private final String words;

    Standing(String words) {
      this.words = words;
    }
  }

  /**
   * The pages by file name.
   *
   * @param run the run that was just made
   * @param past what the log says of it and of those before it
   */
  public static Map<String, String> of(RunOutcome run, Past past) {
    Overview overview = new Overview(run, past);
    Map<String, String> pages = new TreeMap<>();
    pages.put(INDEX, overview.index());
    for (SourceState source : run.sources()) {
      pages.put(overview.page(source), overview.device(source));
    }
    return pages;
  }

  private String page(SourceState source) {
    return java.util.Objects.requireNonNull(names.get(source.device()));
  }

  /** A page for each device; labels that would give one name, on any disk, have a number. */
  private static Map<String, String> names(List<SourceState> sources) {
    Map<String, String> names = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (SourceState source : sources) {
      if (!names.containsKey(source.device())) {
        String base = "device-" + source.device().replace(' ', '_');
        String name = base;
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
          name = base + "-" + i;
        }
        names.put(source.device(), name + ".html");
      }
    }
    return names;
  }

  private Standing standing(SourceState source) {
    boolean old =
        source.newest().map(at -> at.isBefore(run.began().minus(days(FAIL_DAYS)))).orElse(true);
    boolean aging =
        source.newest().map(at -> at.isBefore(run.began().minus(days(WARN_DAYS)))).orElse(true);
    Standing worst = Standing.GOOD;
    if (!source.outcome().equals("complete") || aging) {
      worst = Standing.LOOK;
    }
    for (Alarm alarm : of(source)) {
      if (alarm.severity().equals("medium")) {
        worst = Standing.LOOK;
      }
      if (alarm.severity().equals("high")) {
        return Standing.BAD;
      }
    }
    for (PastFinding found : earlier(source)) {
      worst = Standing.LOOK;
      if (found.severity().equals("high")) {
        return Standing.BAD;
      }
    }
    return old ? Standing.BAD : worst;
  }

  private List<PastFinding> earlier(SourceState source) {
    return earlier.stream().filter(found -> found.device().equals(source.device())).toList();
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private List<Alarm> of(SourceState source) {
    return run.alarms().stream().filter(alarm -> alarm.device().equals(source.device())).toList();
  }

  private Html head(String title) {
    Html html = new Html();
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8").close();
    html.open("meta", "name", "viewport", "content", "width=device-width").close();
    html.element("title", title).style(CSS).close().open("body");
    html.element("a", "To the content", "class", "skip", "href", "#content");
    return html.open("main", "id", "content").element("h1", title);
  }

  private String index() {
    Html html = head("Palimpsest overview");
    html.element("p", "Run of " + TIME.format(run.began()) + ": " + run.summary() + ".");
    wide(html, "Devices").open("table").element("caption", "Devices").open("thead").open("tr");
    for (String name :
        List.of("Device", "State", "Last run", "Newest snapshot as of", "Messages")) {
      html.element("th", name, "scope", "col");
    }
    html.close().close().open("tbody");
    for (SourceState source : run.sources()) {
      html.open("tr").open("th", "scope", "row");
      html.element("a", source.device(), "href", page(source)).close();
      state(html, standing(source));
      html.element("td", source.outcome());
      html.element("td", source.newest().map(TIME::format).orElse("none"));
      html.element("td", source.messages().isPresent() ? "" + source.messages().getAsLong() : "–");
      html.close();
    }
    html.close().close().close();
    unseen(html, earlier);
    List<Alarm> ofVault = run.alarms().stream().filter(a -> a.device().isEmpty()).toList();
    alarms(html, "The vault", ofVault);
    log(html);
    return html.finish();
  }

  /** What is too wide for a small screen moves by itself, and the page does not. */
  private static Html wide(Html html, String name) {
    return html.open("div", "class", "wide", "role", "region", "aria-label", name, "tabindex", "0");
  }

  private static void state(Html html, Standing standing) {
    String look = standing.name().toLowerCase(Locale.ROOT);
    html.element("td", standing.words, "class", "s " + look);
  }

  private String device(SourceState source) {
    Html html = head("Device " + source.device());
    html.open("p").element("a", "All devices", "href", INDEX).close();
    wide(html, "How it stands").open("table").element("caption", "How it stands").open("tbody");
    html.open("tr").element("th", "State", "scope", "row");
    state(html, standing(source));
    html.close();
    row(html, "Last run", TIME.format(run.began()) + ", " + source.outcome());
    if (!source.cause().isEmpty()) {
      row(html, "Why", source.cause());
      row(html, "What to do", source.remedy());
    }
    row(html, "Newest snapshot as of", source.newest().map(TIME::format).orElse("none"));
    row(html, "Messages in iCloud", source.sync());
    row(html, "Deletes messages after", retention(source));
    row(html, "Settings changed", settings(source));
    html.close().close().close();
    unseen(html, earlier(source));
    alarms(html, "What this run found", of(source));
    source
        .reports()
        .forEach(
            name -> {
              report(html.open("p").text("Report: "), name);
              html.close();
            });
    return html.finish();
  }

  /** Since the snapshot that this run compared with. */
  private String settings(SourceState source) {
    String changed =
        of(source).stream()
            .filter(Alarm::isOfSetting)
            .map(Alarm::statement)
            .collect(Collectors.joining(" "));
    return changed.isEmpty() ? "none since the snapshot before" : changed;
  }

  private static String retention(SourceState source) {
    if (source.retentionDays().isEmpty()) {
      return "unknown";
    }
    long days = source.retentionDays().getAsLong();
    return days == 0 ? "never" : days + " days";
  }

  private static void row(Html html, String name, String value) {
    html.open("tr").element("th", name, "scope", "row").element("td", value).close();
  }

  private static void alarms(Html html, String title, List<Alarm> alarms) {
    html.element("h2", title);
    if (alarms.isEmpty()) {
      html.element("p", "Nothing.");
      return;
    }
    html.open("ul");
    alarms.forEach(alarm -> html.element("li", alarm.severity() + ": " + alarm.statement()));
    html.close();
  }

  /** It stays until somebody has looked, so that a run after it does not take it from view. */
  private static void unseen(Html html, List<PastFinding> earlier) {
    if (earlier.isEmpty()) {
      return;
    }
    html.element("h2", "Found by earlier runs, and not yet looked at").open("ul");
    for (int i = earlier.size() - 1; i >= 0; i--) {
      PastFinding found = earlier.get(i);
      html.open("li").text(time(found.at()) + ", " + found.severity() + ": " + found.statement());
      if (!found.report().isEmpty()) {
        report(html.text(" Report: "), found.report());
      }
      html.close();
    }
    html.close();
    html.element("p", "When you have looked at them: palimpsest runs --looked-at");
  }

  private static void report(Html html, String name) {
    html.element("a", name, "href", name + "/report.html");
  }

  /** The runs lately with their reports, and the days that have none. */
  private void log(Html html) {
    wide(html, "Runs of the last 31 days")
        .open("table")
        .element("caption", "Runs of the last 31 days")
        .open("thead")
        .open("tr");
    html.element("th", "Expected", "scope", "col").element("th", "Made", "scope", "col");
    html.element("th", "Outcome", "scope", "col").close().close().open("tbody");
    List<RunCalendar.Slot> slots = past.slots();
    for (int i = slots.size() - 1; i >= 0; i--) {
      RunCalendar.Slot slot = slots.get(i);
      Instant end = i + 1 < slots.size() ? slots.get(i + 1).due() : Instant.MAX;
      List<PastRun> made =
          past.runs().stream()
              .filter(each -> !each.at().isBefore(slot.due()) && each.at().isBefore(end))
              .toList();
      for (int j = made.size() - 1; j >= 0; j--) {
        PastRun each = made.get(j);
        html.open("tr").element("td", slot.day().toString()).element("td", time(each.at()));
        html.open("td").text(each.outcome());
        each.found().stream()
            .map(PastFinding::report)
            .filter(name -> !name.isEmpty())
            .distinct()
            .forEach(name -> report(html.text(", "), name));
        html.close().close();
      }
      if (made.isEmpty()) {
        html.open("tr").element("td", slot.day().toString()).element("td", "–");
        html.element("td", slot.over() ? "■ absent" : "not yet due").close();
      }
    }
    html.close().close().close();
    html.element("p", "The whole list, with the state of the log: palimpsest runs");
  }

  private static String time(Instant at) {
    return TIME.format(at);
  }
}
