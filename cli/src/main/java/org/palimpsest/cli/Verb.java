package org.palimpsest.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.seal.TokenFailedException;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What all verbs have in common: the surroundings, the terminal and the global options. */
abstract class Verb implements Callable<Integer> {

  @ParentCommand private @Nullable Palimpsest palimpsest;

  @ArgGroup(validate = false, heading = "%nOptions of every verb:%n", order = 9)
  Options options = new Options();

  private @Nullable Surroundings surroundings;
  private @Nullable Terminal terminal;
  private @Nullable Settings settings;
  private final List<Closeable> held = new ArrayList<>();

  final Surroundings surroundings() {
    return java.util.Objects.requireNonNull(surroundings);
  }

  final Terminal terminal() {
    return java.util.Objects.requireNonNull(terminal);
  }

  /** What options, environment and configuration file say. */
  final Settings settings() {
    return java.util.Objects.requireNonNull(settings);
  }

  /** Has something closed when the verb ends, however it ends. */
  final void closeAtTheEnd(Closeable open) {
    held.add(open);
  }

  private void closeHeld() {
    for (Closeable open : held) {
      try {
        open.close();
      } catch (IOException e) {
        // Only read from: what was asked for is done, and nothing is lost.
      }
    }
    held.clear();
  }

  /** Puts the settings together again after an option was filled in. */
  final void settle() throws Failure {
    settings = Configured.of(this);
  }

  /** Whether a configuration that cannot be used keeps the verb from running. */
  boolean needsConfiguration() {
    return true;
  }

  Palimpsest parent() {
    return java.util.Objects.requireNonNull(palimpsest);
  }

  @Override
  public final Integer call() {
    surroundings = parent().surroundings();
    terminal = new Terminal(surroundings);
    terminal.configure(
        options.json, options.quiet, options.verbose, options.noProgress, options.color);
    Journal journal = null;
    int exit = Exit.INTERNAL;
    try {
      journal = Journal.of(options, surroundings);
      terminal.record(journal);
      journal.say(Journal.Level.INFO, "begin " + name());
      exit = work(terminal);
      return exit;
    } catch (Failure e) {
      exit = e.exit();
      terminal.failure(exit, e.causeInWords(), e.hint());
      return exit;
    } finally {
      closeHeld();
      if (journal != null) {
        journal.say(
            exit <= Exit.FINDINGS ? Journal.Level.INFO : Journal.Level.ERROR,
            "end " + name() + ", exit " + exit + " (" + RunVerb.word(exit) + ")");
      }
    }
  }

  private String name() {
    Command command = getClass().getAnnotation(Command.class);
    return command == null ? "verb" : command.name();
  }

  private int work(Terminal terminal) {
    try {
      if (!List.of("auto", "always", "never").contains(options.color)) {
        throw Failure.usage("--color wants auto, always or never", "leave it out for auto");
      }
      settings = Configured.of(this);
      return run();
    } catch (Failure
        | UnknownSnapshotException
        | UnreadableSourceException
        | VaultException
        | IOException
        | TokenFailedException
        | InterruptedException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      Failure told = Explanation.of(e, this instanceof VerifyVerb);
      terminal.failure(told.exit(), told.causeInWords(), told.hint());
      return told.exit();
    } finally {
      terminal.stageDone();
    }
  }

  /** Does the work and returns the exit code. */
  abstract int run()
      throws Failure,
          UnknownSnapshotException,
          UnreadableSourceException,
          VaultException,
          IOException,
          InterruptedException;
}
