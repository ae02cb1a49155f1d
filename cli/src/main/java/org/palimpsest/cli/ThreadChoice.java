package org.palimpsest.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.vault.VaultException;

/**
 * Finds the thread that someone means: by the start of its id, a participant, its name, or the name
 * that the snapshot's address book has for a participant.
 */
final class ThreadChoice {

  private final List<ThreadEntry> threads;
  private final Names reading;

  /** Reading names takes opening the store. */
  @FunctionalInterface
  interface Names {
    Known read() throws VaultException, IOException;
  }

  /** Where a thread is that is not here; looking for it takes reading other snapshots. */
  @FunctionalInterface
  interface Elsewhere {
    Optional<String> remedy() throws VaultException, IOException;
  }

  /**
   * Names that threads may be meant by.
   *
   * @param threads names of threads by their ids
   * @param contacts names of people by their handles
   */
  record Known(Map<String, String> threads, Map<String, String> contacts) {
    /** How many, without which. */
    @Override
    public String toString() {
      return threads.size() + " threads and " + contacts.size() + " people with names";
    }
  }

  ThreadChoice(List<ThreadEntry> threads, Names reading) {
    this.threads = threads;
    this.reading = reading;
  }

  /** Whether that word means a thread here, names left aside. */
  boolean isKnown(String word) {
    return !word.isEmpty()
        && threads.stream()
            .anyMatch(
                thread -> thread.participants().contains(word) || thread.id().startsWith(word));
  }

  /**
   * The thread.
   *
   * @param elsewhere says where else it is; asked when it is not here
   */
  ThreadEntry of(String word, Elsewhere elsewhere) throws Failure, VaultException, IOException {
    List<ThreadEntry> found = matching(thread -> thread.id().equals(word));
    Known known = new Known(Map.of(), Map.of());
    if (found.isEmpty()) {
      known = reading.read();
      Map<String, String> names = known.threads();
      found = matching(thread -> word.equals(names.get(thread.id())));
    }
    if (found.isEmpty()) {
      // A person's own thread goes before the groups that the person is in.
      found = matching(thread -> thread.participants().equals(List.of(word)));
    }
    if (found.isEmpty()) {
      found = matching(thread -> thread.participants().contains(word));
    }
    if (found.isEmpty()) {
      found = ofContact(word, known.contacts());
    }
    if (found.isEmpty() && !word.isEmpty()) {
      found = matching(thread -> thread.id().startsWith(word));
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw Failure.usage(
          "the snapshot holds no such thread",
          elsewhere.remedy().orElse("leave --thread out to list its threads"));
    }
    throw Failure.usage(
        found.size() + " threads fit that word",
        "name one by its id: "
            + String.join(
                ", ", found.stream().limit(5).map(thread -> Plain.id(thread.id())).toList()));
  }

  /** As for a participant, a person's own thread goes before the groups. */
  private List<ThreadEntry> ofContact(String word, Map<String, String> contacts) {
    Predicate<String> meant = handle -> word.equalsIgnoreCase(contacts.get(handle));
    List<ThreadEntry> own =
        matching(
            thread ->
                thread.participants().size() == 1 && meant.test(thread.participants().get(0)));
    return own.isEmpty() ? matching(thread -> thread.participants().stream().anyMatch(meant)) : own;
  }

  private List<ThreadEntry> matching(Predicate<ThreadEntry> wanted) {
    return threads.stream().filter(wanted).toList();
  }
}
