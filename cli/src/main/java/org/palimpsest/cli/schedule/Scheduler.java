package org.palimpsest.cli.schedule;

import java.util.List;
import java.util.Optional;

/** The schedulers that units can be made for. */
public enum Scheduler {
  /** macOS. */
  LAUNCHD("launchd"),
  /** Linux with systemd. */
  SYSTEMD("systemd"),
  /** Any Unix. */
  CRON("cron"),
  /** Windows. */
  TASK_SCHEDULER("taskscheduler");

  private final String word;

  Scheduler(String word) {
    this.word = word;
  }

  /** As it is named on the command line. */
  public String word() {
    return word;
  }

  /** The scheduler of that name. */
  public static Optional<Scheduler> named(String word) {
    return List.of(values()).stream().filter(each -> each.word.equals(word)).findFirst();
  }

  /** What it reads. */
  public List<Unit> units(Task task) {
    return switch (this) {
      case LAUNCHD -> List.of(Launchd.agent(task));
      case SYSTEMD -> List.of(Systemd.service(task), Systemd.timer(task));
      case CRON -> List.of(Crontab.block(task));
      case TASK_SCHEDULER -> List.of(TaskScheduler.task(task));
    };
  }
}
