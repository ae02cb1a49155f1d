package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cli.config.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How help looks, and how wrong usage is explained. */
final class Manual {

  private Manual() {}

  /** Shortens what picocli would print in full: one sentence a verb, one line of synopsis. */
  static void layOut(CommandLine line) {
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Manual::verbs);
    for (CommandLine verb : line.getSubcommands().values()) {
      boolean demanding = verb.getCommandSpec().options().stream().anyMatch(OptionSpec::required);
      verb.getCommandSpec()
          .usageMessage()
          .abbreviateSynopsis(!demanding)
          .parameterListHeading("%n")
          .optionListHeading("%nOptions:%n");
    }
  }

  private static String verbs(Help help) {
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(12, 2, Help.Column.Overflow.SPAN),
            new Help.Column(68, 1, Help.Column.Overflow.WRAP));
    help.subcommands()
        .forEach(
            (name, verb) ->
                table.addRowValues(
                    name,
                    firstSentence(
                        String.join("", verb.commandSpec().usageMessage().description()))));
    return table.toString();
  }

  private static String firstSentence(String text) {
    return text.split("(?<=[.?]) ", 2)[0];
  }

  /** The cause of a failure and its remedy. */
  record Complaint(String cause, String remedy) {}

  static Complaint explain(ParameterException e) {
    CommandLine at = e.getCommandLine();
    String help = "see: " + at.getCommandSpec().qualifiedName() + " --help";
    boolean isVerb = at.getParent() != null;
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (unmatched.isUnknownOption()) {
        return new Complaint(
            "there is no option " + word + (isVerb ? "" : " before the verb"),
            isVerb ? help : "options go behind the verb; " + help);
      }
      return isVerb
          ? new Complaint("\"" + word + "\" is one word too many", help)
          : noVerb(at, word);
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      var argument = missing.getMissing().get(0);
      String name =
          argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
      boolean bare = String.valueOf(e.getMessage()).contains("for option");
      return new Complaint(
          bare ? name + " wants " + argument.paramLabel() : "no " + name + " was given", help);
    }
    if (e.getArgSpec() != null && e.getValue() != null) {
      return new Complaint(
          "\"" + e.getValue() + "\" is no value for " + e.getArgSpec().paramLabel(), help);
    }
    String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("bad usage");
    return new Complaint(Character.toLowerCase(cause.charAt(0)) + cause.substring(1), help);
  }

  /** Says that a word is no verb, and which one may have been meant. */
  static Complaint noVerb(CommandLine root, String word) {
    List<String> near = new ArrayList<>();
    for (String verb : root.getSubcommands().keySet()) {
      if (Suggestion.distance(verb, word) <= 2) {
        near.add("palimpsest " + verb);
      }
    }
    return new Complaint(
        "there is no verb \"" + word + "\"",
        near.isEmpty() ? "see: palimpsest --help" : "did you mean: " + String.join(", ", near));
  }
}
