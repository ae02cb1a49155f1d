package org.palimpsest.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A process that works on a vault, saying what it has done, until it is killed. */
final class Victim {

  private Victim() {}

  /** Takes the folder of the shell, an instant, and two stores. */
  public static void main(String[] arguments) {
    Shell shell = new Shell(Path.of(arguments[0]));
    Instant at = Instant.parse(arguments[1]);
    List<String> stores = List.of(arguments[2], arguments[3]);
    System.out.println("ready");
    for (int i = 0; ; i++) {
      shell.at(at.plusSeconds(60L * i));
      String store = stores.get(i % stores.size());
      say("snapshot", shell.run("snapshot", store, "--device", "mac", "--json"));
      if (i % 3 != 2) {
        say("mirror", shell.run("mirror", Path.of(arguments[0]).resolve("copy"), "--prune"));
      } else {
        say("prune", shell.run("prune", "--keep-last", 3, "--apply"));
      }
    }
  }

  private static void say(String verb, Shell.Run run) {
    System.out.println(verb + " " + run.exit() + " " + run.out().lines().findFirst().orElse(""));
    System.out.flush();
  }
}
