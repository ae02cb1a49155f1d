package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/** The head of the custody log that a document holds. */
final class LogHead {

  private LogHead() {}

  static Optional<Checkpoint> of(JsonNode report) {
    return of(report.path("custody").path("checkpoint").asText());
  }

  static Optional<Checkpoint> of(String checkpoint) {
    try {
      return Optional.of(Checkpoint.parse(checkpoint.getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedLogException e) {
      return Optional.empty();
    }
  }

  /** Whether it names the log that lies there. */
  static boolean isOf(CustodyLog log, Checkpoint head) throws IOException {
    try {
      return LogHeads.areOfOneLog(log.checkpoint(), head);
    } catch (MalformedLogException e) {
      return false;
    }
  }

  /** Whether a key signs it. */
  static Predicate<VerifierKey> signing(Optional<Checkpoint> head) {
    return key -> head.filter(signed -> isSigned(signed, key)).isPresent();
  }

  private static boolean isSigned(Checkpoint head, VerifierKey key) {
    try {
      head.verify(key.named(head.origin()));
      return true;
    } catch (NoteRefusedException e) {
      return false;
    }
  }
}
