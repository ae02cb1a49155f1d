package org.palimpsest.cli;

import com.github.luben.zstd.util.Native;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sqlite.NativeLibraryNotFoundException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the program starts and ends. */
public final class Main {

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Readiness readiness = Readiness.of(args);
    ResultStream results = new ResultStream(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(results, true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    silenceLibraries();
    int exit = run(Surroundings.ofProcess(out, err), args);
    out.flush();
    readiness.end();
    System.exit(afterWriting(exit, results, err));
  }

  /** A result that could not be written must not end as if it had been. */
  static int afterWriting(int exit, ResultStream results, PrintStream err) {
    if (results.trouble().isEmpty()) {
      return exit;
    }
    IOException e = results.trouble().get();
    err.println("palimpsest: the result could not be written: " + IoTrouble.cause(e));
    err.println("hint: " + IoTrouble.remedy(e));
    return Exit.graver(exit, Exit.INCOMPLETE);
  }

  /**
   * Libraries that log write to standard error, and may name what they read. Said as a property,
   * since most verbs call none that logs and need not wait until logging is ready.
   */
  private static void silenceLibraries() {
    System.setProperty("java.util.logging.config.class", Unlogged.class.getName());
  }

  /** Runs the command line in given surroundings and returns the exit code. */
  static int run(Surroundings surroundings, String... args) {
    return run(surroundings, new Session(), args);
  }

  /** Runs the command line as one of several of a session. */
  static int run(Surroundings surroundings, Session session, String... args) {
    CommandLine line = new CommandLine(new Palimpsest(surroundings, session));
    Verbs.add(line, List.of(args));
    Manual.layOut(line);
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, given) -> usage(surroundings, e, given));
    // The one catch-all: what nobody expected must never look like a result, and an error of the
    // virtual machine would end with 1, which means findings.
    line.setExecutionExceptionHandler((e, command, parsed) -> internal(surroundings, e, args));
    try {
      return line.execute(args);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
      return internal(surroundings, e, args);
    }
  }

  private static int internal(Surroundings surroundings, Throwable e, String[] given) {
    Terminal terminal = new Terminal(surroundings);
    terminal.configure(List.of(given).contains("--json"), false, false, true, "never");
    if (isMemory(e)) {
      terminal.failure(
          Exit.INTERNAL,
          "there is not enough memory for this store",
          "raise -Xmx in the palimpsest launcher, and run the same command again");
    } else if (isLibrary(e)) {
      terminal.failure(
          Exit.INTERNAL,
          "a library that belongs to palimpsest could not be loaded",
          "start it with its launcher, or let programs run from the folder for temporary files");
    } else {
      terminal.failure(
          Exit.INTERNAL,
          "internal error: " + e.getClass().getName() + " at " + place(e),
          "this is a fault of palimpsest; please report it with the line above");
    }
    return Exit.INTERNAL;
  }

  static boolean isMemory(Throwable e) {
    return isCausedBy(e, OutOfMemoryError.class::isInstance);
  }

  /** Whether code that is no Java could not be unpacked, or may not be run from where it lies. */
  static boolean isLibrary(Throwable e) {
    return isCausedBy(
        e,
        cause ->
            cause instanceof UnsatisfiedLinkError
                || cause instanceof NativeLibraryNotFoundException
                || Stream.of(cause.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(Native.class.getName())));
  }

  /** What happened on another thread comes wrapped. */
  private static boolean isCausedBy(Throwable e, Predicate<Throwable> cause) {
    Throwable at = e;
    for (int depth = 0; at != null && depth < 10; depth++) {
      if (cause.test(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static int usage(Surroundings surroundings, ParameterException e, String[] given) {
    Terminal terminal = new Terminal(surroundings);
    terminal.configure(List.of(given).contains("--json"), false, false, true, "never");
    Manual.Complaint complaint = Manual.explain(e);
    terminal.failure(Exit.USAGE, complaint.cause(), complaint.remedy());
    return Exit.USAGE;
  }

  private static String place(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }
}
