package org.palimpsest.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the program starts and ends. */
public final class Main {

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    silenceLibraries();
    int exit = run(Surroundings.ofProcess(out, err), args);
    out.flush();
    System.exit(exit);
  }

  /** Libraries that log write to standard error, and may name what they read. */
  private static void silenceLibraries() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.OFF);
  }

  /** Runs the command line in given surroundings and returns the exit code. */
  static int run(Surroundings surroundings, String... args) {
    CommandLine line = new CommandLine(new Palimpsest(surroundings));
    Verbs.add(line, List.of(args));
    Manual.layOut(line);
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, given) -> usage(surroundings, e, given));
    // The one catch-all: an unexpected exception must never look like a result.
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          Terminal terminal = new Terminal(surroundings);
          terminal.configure(List.of(args).contains("--json"), false, false, true, "never");
          terminal.failure(
              Exit.INTERNAL,
              "internal error: " + e.getClass().getName() + " at " + place(e),
              "this is a fault of palimpsest; please report it with the line above");
          return Exit.INTERNAL;
        });
    return line.execute(args);
  }

  private static int usage(Surroundings surroundings, ParameterException e, String[] given) {
    Terminal terminal = new Terminal(surroundings);
    terminal.configure(List.of(given).contains("--json"), false, false, true, "never");
    Manual.Complaint complaint = Manual.explain(e);
    terminal.failure(Exit.USAGE, complaint.cause(), complaint.remedy());
    return Exit.USAGE;
  }

  private static String place(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }
}
