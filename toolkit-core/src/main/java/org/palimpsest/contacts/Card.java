package org.palimpsest.contacts;

import java.util.List;

/**
 * A card of an address book that has a name and something to reach it by.
 *
 * @param name first and last name, else the nickname, else the organisation
 * @param phones telephone numbers as written
 * @param emails e-mail addresses as written
 */
public record Card(String name, List<String> phones, List<String> emails) {

  /** Lists are copied. */
  public Card {
    phones = List.copyOf(phones);
    emails = List.copyOf(emails);
  }

  /** How much it holds, without what. */
  @Override
  public String toString() {
    return "card with " + phones.size() + " numbers and " + emails.size() + " addresses";
  }
}
