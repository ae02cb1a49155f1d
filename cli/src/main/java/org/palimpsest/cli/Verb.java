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
import org.palimpsest.vault.DamagedObjectException;
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
    } catch (Failure e) {
      terminal.failure(e.exit(), e.causeInWords(), e.hint());
      return e.exit();
    } catch (UnknownSnapshotException e) {
      terminal.failure(
          Exit.USAGE, String.valueOf(e.getMessage()), "list them with: palimpsest snapshots");
      return Exit.USAGE;
    } catch (UnreadableSourceException e) {
      terminal.failure(Exit.INCOMPLETE, e.causeInWords(), e.remedy());
      return Exit.INCOMPLETE;
    } catch (VaultException e) {
      return vault(e, terminal);
    } catch (DamagedObjectException e) {
      return vault(
          new VaultException(
              VaultException.Reason.DAMAGED, "damage in the vault: " + e.getMessage()),
          terminal);
    } catch (IOException e) {
      terminal.failure(Exit.INCOMPLETE, IoTrouble.cause(e), IoTrouble.remedy(e));
      return Exit.INCOMPLETE;
    } catch (TokenFailedException e) {
      terminal.failure(
          Exit.INCOMPLETE, String.valueOf(e.getMessage()), "put the token in, and run it again");
      return Exit.INCOMPLETE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      terminal.failure(Exit.INTERRUPTED, "interrupted", "run the same command again");
      return Exit.INTERRUPTED;
    } finally {
      terminal.stageDone();
    }
  }

  private int vault(VaultException e, Terminal terminal) {
    int exit =
        switch (e.reason()) {
          case ABSENT, OCCUPIED, UNKNOWN_FORMAT, ENCRYPTED, WRONG_KEY -> Exit.USAGE;
          case LOCKED -> Exit.LOCKED;
          case DAMAGED -> Exit.INTEGRITY;
        };
    String hint =
        switch (e.reason()) {
          case ENCRYPTED ->
              "name its passphrase with --passphrase-file, or its key with --key-file";
          case WRONG_KEY -> "try again, or use the recovery key with --key-file";
          case ABSENT -> "make one with: palimpsest init";
          case OCCUPIED -> "name another folder with --vault";
          case UNKNOWN_FORMAT -> "use the version of palimpsest that made it, or a newer one";
          case LOCKED -> "wait until it has ended, then run the same command again";
          case DAMAGED ->
              this instanceof VerifyVerb
                  ? "restore what is damaged from a copy of the vault"
                  : isMendedByHand(e)
                      ? "restore that file from a second copy of the vault, for which there is no verb"
                      : "find what is damaged with: palimpsest verify";
        };
    terminal.failure(exit, e.getMessage(), hint);
    return exit;
  }

  /** Of these there is one copy in a vault, and no verb puts another in its place. */
  private static boolean isMendedByHand(VaultException e) {
    return e.getMessage().matches("(the file )?(vault[.]json|keys[.]json|the custody log).*");
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
