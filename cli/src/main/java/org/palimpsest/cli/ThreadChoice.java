package org.palimpsest.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.vault.VaultException;

/** Finds the thread that someone means: by the start of its id, a participant, or its name. */
final class ThreadChoice {

  private final List<ThreadEntry> threads;
  private final Names reading;

  /** The names of threads by their ids; reading them takes opening the store. */
  @FunctionalInterface
  interface Names {
    Map<String, String> read() throws VaultException, IOException;
  }

  ThreadChoice(List<ThreadEntry> threads, Names reading) {
    this.threads = threads;
    this.reading = reading;
  }

  ThreadEntry of(String word) throws Failure, VaultException, IOException {
    List<ThreadEntry> found = matching(thread -> thread.id().equals(word));
    if (found.isEmpty()) {
      Map<String, String> names = reading.read();
      found = matching(thread -> word.equals(names.get(thread.id())));
    }
    if (found.isEmpty()) {
      // A person's own thread goes before the groups that the person is in.
      found = matching(thread -> thread.participants().equals(List.of(word)));
    }
    if (found.isEmpty()) {
      found = matching(thread -> thread.participants().contains(word));
    }
    if (found.isEmpty() && !word.isEmpty()) {
      found = matching(thread -> thread.id().startsWith(word));
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw Failure.usage(
          "the snapshot holds no such thread", "leave --thread out to list its threads");
    }
    throw Failure.usage(
        found.size() + " threads fit that word",
        "name one by its id: "
            + String.join(
                ", ", found.stream().limit(5).map(thread -> Plain.id(thread.id())).toList()));
  }

  private List<ThreadEntry> matching(Predicate<ThreadEntry> wanted) {
    return threads.stream().filter(wanted).toList();
  }
}
