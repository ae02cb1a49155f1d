package org.palimpsest.cli.schedule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A task of Windows, with the rights of its user and no more; a missed start is made up for. */
public final class TaskScheduler {

  /** Name of the task. */
  public static final String NAME = "Palimpsest";

  private TaskScheduler() {}

  static Unit task(Task task) {
    List<String> words = new ArrayList<>();
    task.arguments().forEach(argument -> words.add(quoted(argument)));
    String when =
        task.cadence()
            .weekday()
            .map(
                day ->
                    """
                          <ScheduleByWeek>
                            <DaysOfWeek><%1$s /></DaysOfWeek>
                            <WeeksInterval>1</WeeksInterval>
                          </ScheduleByWeek>
                    """
                        .formatted(
                            day.name().charAt(0)
                                + day.name().substring(1).toLowerCase(java.util.Locale.ROOT)))
            .orElse(
                """
                      <ScheduleByDay>
                        <DaysInterval>1</DaysInterval>
                      </ScheduleByDay>
                """);
    String text =
        """
        <?xml version="1.0" encoding="UTF-16"?>
        <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
          <RegistrationInfo>
            <Description>Palimpsest: snapshots of Messages stores, and what changed</Description>
            <URI>\\Palimpsest</URI>
          </RegistrationInfo>
          <Triggers>
            <CalendarTrigger>
              <StartBoundary>2026-01-01T%s:00</StartBoundary>
              <Enabled>true</Enabled>
        %s    </CalendarTrigger>
          </Triggers>
          <Principals>
            <Principal id="Author">
              <LogonType>InteractiveToken</LogonType>
              <RunLevel>LeastPrivilege</RunLevel>
            </Principal>
          </Principals>
          <Settings>
            <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
            <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
            <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
            <StartWhenAvailable>true</StartWhenAvailable>
            <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
            <Priority>7</Priority>
          </Settings>
          <Actions Context="Author">
            <Exec>
              <Command>%s</Command>
              <Arguments>%s</Arguments>
            </Exec>
          </Actions>
        </Task>
        """
            .formatted(
                task.cadence().at(),
                when,
                Xml.escaped(task.program().toString()),
                Xml.escaped(String.join(" ", words)))
            .replace("\n", "\r\n");
    return new Unit(
        task.home().resolve("AppData/Local/Palimpsest/palimpsest-task.xml"),
        text,
        StandardCharsets.UTF_16LE);
  }

  /**
   * Paths of Windows hold no quotes; one that ends in a backslash would swallow the closing one.
   */
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./:=,@\\\\-]+")
        ? value
        : '"' + (value.endsWith("\\") ? value + "\\" : value) + '"';
  }
}
