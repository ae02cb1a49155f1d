package org.palimpsest.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.History;
import org.palimpsest.gap.Match;
import org.palimpsest.gap.MessageEvent;
import org.palimpsest.gap.MessageEvent.Kind;

/** Tells which messages the remains are of, and what the log did to messages. */
final class MatchedText {

  private final Terminal terminal;

  MatchedText(Terminal terminal) {
    this.terminal = terminal;
  }

  void tell(@Nullable List<Match> matches, @Nullable History history, boolean content) {
    if (matches != null && !matches.isEmpty()) {
      matches(matches);
    }
    if (history != null && !history.events().isEmpty()) {
      history(history, content);
    }
  }

  private void matches(List<Match> matches) {
    long earlier = matches.stream().filter(match -> match.earlier().isPresent()).count();
    long noted = matches.stream().filter(Match::tombstone).count();
    long missing = matches.stream().filter(Match::numberMissing).count();
    terminal.line();
    terminal.line(
        "messages that are gone and of which something is left: " + matches.size() + ", of which");
    terminal.line("  " + earlier + " are in an earlier snapshot of the device");
    terminal.line("  " + missing + " had a row number that no row has now");
    terminal.line("  " + noted + " are named in the notes of deletions that are still there");
  }

  private void history(History history, boolean content) {
    terminal.line();
    terminal.line(
        "the write-ahead log, "
            + Plain.count(history.commits(), "commit")
            + ": wrote "
            + count(history, Kind.WRITTEN)
            + " messages, changed what "
            + count(history, Kind.CHANGED)
            + " say, deleted "
            + count(history, Kind.DELETED)
            + "; "
            + history.cameAndWent().size()
            + " came and went within the log, whatever snapshots lie between");
    if (content) {
      for (MessageEvent event : history.events()) {
        terminal.line(
            "  commit " + event.commit() + " " + event.kind().word() + " message " + event.guid());
        event.textBefore().ifPresent(text -> terminal.line("    before: " + text));
        event.textAfter().ifPresent(text -> terminal.line("    after: " + text));
      }
    }
  }

  private static long count(History history, Kind kind) {
    return history.events().stream().filter(event -> event.kind() == kind).count();
  }
}
