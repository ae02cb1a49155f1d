package org.palimpsest.cli.schedule;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lines of a crontab. cron forgets what it missed, so it asks every hour, and the command does
 * nothing unless a run is due.
 */
public final class Crontab {

  private static final String BEGIN =
      "# palimpsest begin (take it out with: palimpsest schedule remove)";
  private static final String END = "# palimpsest end";

  private Crontab() {}

  static Unit block(Task task) {
    StringBuilder line = new StringBuilder();
    line.append(task.cadence().at().getMinute()).append(" * * * *");
    for (Map.Entry<String, String> variable : task.environment().entrySet()) {
      line.append(' ').append(variable.getKey()).append('=').append(quoted(variable.getValue()));
    }
    line.append(' ').append(quoted(task.program().toString()));
    task.arguments().forEach(argument -> line.append(' ').append(quoted(argument)));
    line.append(" --if-due");
    String text =
        BEGIN
            + "\n# "
            + task.cadence().words()
            + "; asked every hour, so that a missed run is caught up\n"
            + line
            + "\n"
            + END
            + "\n";
    return Unit.utf8(Path.of("crontab"), text);
  }

  /** Quoted for the shell; cron itself ends a command at a bare percent sign. */
  private static String quoted(String value) {
    boolean plain = value.matches("[A-Za-z0-9_./:=,@-]+");
    return plain ? value : "'" + value.replace("'", "'\\''").replace("%", "\\%") + "'";
  }

  /**
   * Whether the marks of a crontab bound what is this program's: there are none, or one that begins
   * it and, behind that, one that ends it.
   */
  public static boolean isMarkedWell(String crontab) {
    List<String> marks =
        crontab.lines().map(String::strip).filter(line -> isBegin(line) || isEnd(line)).toList();
    return marks.isEmpty() || marks.equals(List.of(BEGIN, END));
  }

  private static boolean isBegin(String line) {
    return line.strip().equals(BEGIN);
  }

  private static boolean isEnd(String line) {
    return line.strip().equals(END);
  }

  /** A crontab, whose marks are well, without the lines between them. */
  public static String without(String crontab) {
    StringBuilder kept = new StringBuilder();
    boolean ours = false;
    for (String line : crontab.split("(?<=\n)")) {
      ours |= isBegin(line);
      if (!ours) {
        kept.append(line);
      }
      ours &= !isEnd(line);
    }
    return kept.toString();
  }

  /** Whether lines of this program are in a crontab. */
  public static boolean isIn(String crontab) {
    return crontab.lines().anyMatch(Crontab::isBegin);
  }

  /** A crontab, whose marks are well, with these lines, which replace earlier ones. */
  public static String with(String crontab, String block) {
    String rest = without(crontab);
    return rest + (rest.isEmpty() || rest.endsWith("\n") ? "" : "\n") + block;
  }
}
