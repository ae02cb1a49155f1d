package org.palimpsest.cli.schedule;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** A timer and its service, as units of the user. A missed time is caught up (Persistent=true). */
public final class Systemd {

  /** Name of the timer. */
  public static final String TIMER = "palimpsest.timer";

  private static final String SERVICE = "palimpsest.service";

  private Systemd() {}

  static Unit service(Task task) {
    StringBuilder text =
        new StringBuilder(
            """
            [Unit]
            Description=Palimpsest: snapshots of Messages stores, and what changed
            Documentation=man:palimpsest-run(1)

            [Service]
            Type=oneshot
            """);
    for (Map.Entry<String, String> variable : task.environment().entrySet()) {
      text.append("Environment=");
      text.append(quoted(variable.getKey() + "=" + variable.getValue(), false)).append('\n');
    }
    text.append("ExecStart=").append(quoted(task.program().toString(), true));
    task.arguments().forEach(argument -> text.append(' ').append(quoted(argument, true)));
    text.append('\n');
    text.append(
        """
        # 1 means that something was found: the run itself went through.
        SuccessExitStatus=1
        Nice=10
        IOSchedulingClass=idle
        NoNewPrivileges=true
        """);
    for (Path source : task.sources()) {
      text.append("ReadOnlyPaths=").append(quoted("-" + source, false)).append('\n');
    }
    return Unit.utf8(folder(task).resolve(SERVICE), text.toString());
  }

  static Unit timer(Task task) {
    String day =
        task.cadence()
            .weekday()
            .map(
                each ->
                    each.name().charAt(0)
                        + each.name().substring(1, 3).toLowerCase(Locale.ROOT)
                        + " ")
            .orElse("");
    String text =
        """
        [Unit]
        Description=Palimpsest: %s

        [Timer]
        OnCalendar=%s*-*-* %s:00
        Persistent=true
        RandomizedDelaySec=120

        [Install]
        WantedBy=timers.target
        """
            .formatted(task.cadence().words(), day, task.cadence().at());
    return Unit.utf8(folder(task).resolve(TIMER), text);
  }

  private static Path folder(Task task) {
    return task.home().resolve(".config/systemd/user");
  }

  /** As systemd.syntax(7) wants it; a percent sign begins a specifier, a dollar a variable. */
  private static String quoted(String value, boolean isCommand) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
    return '"' + (isCommand ? escaped.replace("$", "$$") : escaped) + '"';
  }
}
