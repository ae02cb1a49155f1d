package org.palimpsest.cli.schedule;

import java.nio.file.Path;
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

  /** A crontab without the lines between this program's marks. */
  public static String without(String crontab) {
    StringBuilder kept = new StringBuilder();
    boolean ours = false;
    for (String line : crontab.split("(?<=\n)")) {
      ours |= line.strip().equals(BEGIN);
      if (!ours) {
        kept.append(line);
      }
      ours &= !line.strip().equals(END);
    }
    return kept.toString();
  }

  /** This program's lines in a crontab; empty when there are none. */
  public static String ours(String crontab) {
    int begin = crontab.indexOf(BEGIN);
    int end = crontab.indexOf(END);
    return begin >= 0 && end > begin ? crontab.substring(begin, end + END.length()) + "\n" : "";
  }

  /** A crontab with these lines, which replace earlier ones. */
  public static String with(String crontab, Unit block) {
    String rest = without(crontab);
    return rest + (rest.isEmpty() || rest.endsWith("\n") ? "" : "\n") + block.text();
  }
}
