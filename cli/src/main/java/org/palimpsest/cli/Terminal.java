package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.palimpsest.json.Json;

/**
 * How the program talks. Results go to standard output; everything else goes to standard error with
 * a {@code palimpsest:} prefix, no capital and no full stop, and a {@code hint:} line with what to
 * do.
 */
final class Terminal {

  private final Surroundings surroundings;
  private boolean json;
  private boolean quiet;
  private boolean verbose;
  private boolean progress;
  private boolean color;

  Terminal(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  void configure(
      boolean asJson, boolean beQuiet, boolean sayMore, boolean noProgress, String colors) {
    json = asJson;
    quiet = beQuiet;
    verbose = sayMore;
    progress = !noProgress && !beQuiet && surroundings.interactive();
    color =
        switch (colors) {
          case "always" -> true;
          case "never" -> false;
          default ->
              surroundings.interactive() && surroundings.variable("NO_COLOR").isEmpty() && !json;
        };
  }

  boolean isJson() {
    return json;
  }

  /** Prints a line of the result, unless JSON was asked for. */
  void line(String text) {
    if (!json) {
      surroundings.out().println(text);
    }
  }

  void line() {
    line("");
  }

  /** Prints the result as JSON, when it was asked for. */
  void document(JsonNode document) {
    // Members in the order of the documentation, the schema first.
    document(generator -> Json.write(document, generator));
  }

  /** The same for a document that is written while it is made. */
  void document(Json.Document document) {
    if (!json) {
      return;
    }
    try {
      Json.write(document, surroundings.out());
    } catch (IOException e) {
      // A print stream keeps its trouble to itself, so this is none of the output's.
      throw new UncheckedIOException(e);
    }
    surroundings.out().println();
  }

  /** Says something that is not the result. */
  void note(String text) {
    if (!quiet) {
      surroundings.err().println("palimpsest: " + text);
    }
  }

  /** Shows what is being done: on a terminal in passing, elsewhere as a line when asked for. */
  void stage(String name) {
    if (progress) {
      surroundings.err().print("\r\u001b[Kpalimpsest: " + name + " …");
      surroundings.err().flush();
    } else if (verbose) {
      surroundings.err().println("palimpsest: " + name);
    }
  }

  void stageDone() {
    if (progress) {
      surroundings.err().print("\r\u001b[K");
      surroundings.err().flush();
    }
  }

  void failure(int exit, String cause, String hint) {
    stageDone();
    surroundings.err().println("palimpsest: " + cause);
    if (!hint.isEmpty()) {
      surroundings.err().println("hint: " + hint);
    }
    if (json) {
      ObjectNode document = Json.object();
      document.put("schema", "palimpsest/error/1");
      document.put("error", cause);
      document.put("hint", hint);
      document.put("exit", exit);
      document(document);
    }
  }

  /** Emphasis for a word such as a severity; the word alone carries the meaning. */
  String emphasised(String word, boolean alarming) {
    String upper = word.toUpperCase(Locale.ROOT);
    if (!color) {
      return upper;
    }
    return (alarming ? "\u001b[1;31m" : "\u001b[1m") + upper + "\u001b[0m";
  }
}
