package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A notice on the desktop, where there is a program that shows one. */
final class Notice {

  private static final String TITLE = "Palimpsest";

  private Notice() {}

  static void show(Surroundings surroundings, String text) throws IOException {
    Programs programs = new Programs(surroundings);
    Optional<Path> mac = programs.find("osascript");
    Optional<Path> linux = programs.find("notify-send");
    List<String> command;
    if (mac.isPresent()) {
      // The text is an argument of the script, never a part of it.
      command =
          List.of(
              mac.get().toString(),
              "-e",
              "on run argv",
              "-e",
              "display notification (item 2 of argv) with title (item 1 of argv)",
              "-e",
              "end run",
              TITLE,
              text);
    } else if (linux.isPresent()) {
      command =
          List.of(
              linux.get().toString(), "--app-name=palimpsest", "--urgency=critical", TITLE, text);
    } else {
      throw new IOException("no notifier");
    }
    try {
      if (programs.run(command, new byte[0]).exit() != 0) {
        throw new IOException("the notifier refused");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
