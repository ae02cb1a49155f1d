package org.palimpsest.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a verb. */
@Command(
    name = "palimpsest",
    mixinStandardHelpOptions = true,
    versionProvider = Build.class,
    description = {
      "Takes periodic snapshots of an Apple Messages store, proves that they have not changed"
          + " since, and says what was deleted through sync.",
      ""
    },
    synopsisSubcommandLabel = "VERB [OPTIONS] [WORDS]",
    commandListHeading = "%nVerbs:%n",
    footerHeading =
        "%nOptions go behind the verb; palimpsest VERB --help shows them.%n%nExit status:%n",
    footer = {
      "  0  ran completely, nothing at or above --fail-on (default medium)",
      "  1  ran completely, findings at or above --fail-on",
      "  2  bad usage or configuration",
      "  3  incomplete: something could not be read, so absence must not be inferred",
      "  4  integrity failure: a hash, signature, root, log or timestamp is wrong",
      "  5  locked by another run",
      " 70  internal error",
      "130  interrupted"
    })
final class Palimpsest implements Runnable {

  private final Surroundings surroundings;
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  Palimpsest(Surroundings surroundings, Session session) {
    this.surroundings = surroundings;
    this.session = session;
  }

  Session session() {
    return session;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "name a verb, for example: demo");
  }
}
