package org.palimpsest.testdata;

import java.util.List;

/** What a person sees as one thread, whichever chat rows it has. */
public record Conversation(String identifier, boolean group, String title, List<Person> people) {
  /** Copies the people. */
  public Conversation {
    people = List.copyOf(people);
  }

  /** The addresses, sorted. */
  public List<String> participants() {
    return people.stream().map(Person::address).sorted().toList();
  }
}
