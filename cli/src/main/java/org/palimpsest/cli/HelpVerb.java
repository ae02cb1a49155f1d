package org.palimpsest.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what a verb does, as {@code VERB --help} also does. */
@Command(
    name = "help",
    helpCommand = true,
    mixinStandardHelpOptions = true,
    description = "Shows what a verb does and which options it takes.")
final class HelpVerb implements Callable<Integer> {

  @Parameters(paramLabel = "VERB", arity = "0..1", description = "the verb")
  @Nullable String verb;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = Objects.requireNonNull(spec).commandLine().getParent();
    CommandLine shown = verb == null ? root : root.getSubcommands().get(verb);
    if (shown == null) {
      // With the word alone in its list, this is explained as a mistyped verb is.
      throw new UnmatchedArgumentException(root, List.of(String.valueOf(verb)));
    }
    shown.usage(root.getOut());
    return Exit.OK;
  }
}
