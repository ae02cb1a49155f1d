package org.palimpsest.trace;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Addresses in the one spelling by which they are compared. */
public final class Addresses {

  private Addresses() {}

  /** E-mail addresses in lower case, telephone numbers without their punctuation. */
  public static String normalised(String address) {
    if (address.indexOf('@') >= 0) {
      return address.toLowerCase(Locale.ROOT);
    }
    String digits = address.replaceAll("[\\s()./-]", "");
    return digits.matches("\\+?[0-9]+") ? digits : address;
  }

  /**
   * An own address as chat rows store it, without its prefix {@code E:}, {@code P:} or {@code p:}.
   */
  static String own(String stored) {
    boolean prefixed = stored.length() > 2 && stored.charAt(1) == ':';
    return normalised(prefixed ? stored.substring(2) : stored);
  }

  /** Own addresses that a store's chats are used with: what tells one account from another. */
  public static Set<String> own(Iterable<ChatFacts> chats) {
    Set<String> own = new TreeSet<>();
    for (ChatFacts chat : chats) {
      if (!chat.account().isEmpty()) {
        own.add(chat.account());
      }
    }
    return own;
  }
}
