package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.report.html.Visible;
import org.palimpsest.source.Progress;

/**
 * How the program talks. What a store, a file name or a log holds is never passed on as a command
 * to the terminal: characters that steer or reorder are shown as code points. Results go to
 * standard output; everything else goes to standard error with a {@code palimpsest:} prefix, no
 * capital and no full stop, and a {@code hint:} line with what to do.
 */
final class Terminal {

  private static final long TICK_MILLIS = 200;

  private final Surroundings surroundings;
  private boolean json;
  private boolean quiet;
  private boolean verbose;
  private boolean color;
  private @Nullable Meter meter;
  private @Nullable Timer ticking;
  private @Nullable Journal journal;

  Terminal(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  void configure(
      boolean asJson, boolean beQuiet, boolean sayMore, boolean noProgress, String colors) {
    json = asJson;
    quiet = beQuiet;
    verbose = sayMore;
    boolean terminal = surroundings.screen().err();
    meter =
        noProgress || beQuiet
            ? null
            : new Meter(surroundings.clock(), surroundings.err(), terminal);
    color =
        switch (colors) {
          case "always" -> true;
          case "never" -> false;
          default ->
              surroundings.screen().out() && surroundings.variable("NO_COLOR").isEmpty() && !json;
        };
  }

  /** Lets a file have what is done. */
  void record(Journal file) {
    journal = file;
  }

  boolean isJson() {
    return json;
  }

  /** Prints a line of the result, unless JSON was asked for. */
  void line(String text) {
    if (!json) {
      surroundings.out().println(Visible.of(text));
    }
  }

  /** Prints a line of the result that {@code --quiet} leaves out. */
  void detail(String text) {
    if (!quiet) {
      line(text);
    }
  }

  /**
   * Prints the one line that a result comes down to. With {@code --quiet} it is told only when it
   * is alarming, and on standard error, where a schedule's mail picks it up.
   */
  void verdict(String text, boolean alarming) {
    if (!quiet) {
      line(text);
    } else if (alarming) {
      err("palimpsest: " + text);
    }
  }

  void line() {
    line("");
  }

  /**
   * Prints a line of the result in which one word stands out, if it may; the word alone carries the
   * meaning.
   *
   * @param alarming whether the word means that something is wrong
   * @param width the word is filled up with spaces to so many characters
   */
  void line(String before, String word, boolean alarming, int width, String after) {
    if (json) {
      return;
    }
    String upper = word.toUpperCase(Locale.ROOT);
    String filling = " ".repeat(Math.max(0, width - upper.length()));
    String emphasised =
        color ? (alarming ? "\u001b[1;31m" : "\u001b[1m") + upper + "\u001b[0m" : upper;
    surroundings.out().println(Visible.of(before) + emphasised + filling + Visible.of(after));
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
      err("palimpsest: " + text);
    }
  }

  /** What hears how far the work is. */
  Progress progress() {
    return new Progress() {
      @Override
      public void begin(String name) {
        stage(name);
      }

      @Override
      public void expect(long bytes) {
        if (meter != null) {
          meter.expect(bytes);
        }
      }

      @Override
      public void advance(long bytes) {
        if (meter != null) {
          meter.advance(bytes);
        }
      }
    };
  }

  /** Says what is being done now: on a terminal in passing, elsewhere as a line when asked for. */
  void stage(String name) {
    if (journal != null) {
      journal.say(Journal.Level.DEBUG, name);
    }
    if (verbose) {
      err("palimpsest: " + name);
    }
    if (meter != null) {
      meter.begin(name);
      tickFromNowOn(meter);
    }
  }

  private void tickFromNowOn(Meter shown) {
    if (ticking == null) {
      ticking = new Timer("progress", true);
      TimerTask tick =
          new TimerTask() {
            @Override
            public void run() {
              shown.tick();
            }
          };
      ticking.schedule(tick, TICK_MILLIS, TICK_MILLIS);
    }
  }

  /** Ends the showing of progress. */
  void stageDone() {
    if (ticking != null) {
      ticking.cancel();
      ticking = null;
    }
    if (meter != null) {
      meter.end();
    }
  }

  private void err(String text) {
    if (meter != null) {
      meter.clear();
    }
    surroundings.err().println(Visible.of(text));
  }

  void failure(int exit, String cause, String hint) {
    document(trouble(exit, cause, hint));
  }

  /** Says on standard error why something failed, and gives it as a document holds it. */
  ObjectNode trouble(int exit, String cause, String hint) {
    stageDone();
    err("palimpsest: " + cause);
    if (!hint.isEmpty()) {
      err("hint: " + hint);
    }
    ObjectNode document = Json.object();
    document.put("schema", "palimpsest/error/1");
    document.put("error", cause);
    document.put("hint", hint);
    document.put("exit", exit);
    return document;
  }
}
