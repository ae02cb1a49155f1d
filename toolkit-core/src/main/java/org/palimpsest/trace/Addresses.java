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
   * Whether two spellings can be of one address: the same but for case or punctuation, or a
   * telephone number with and without what stands before it abroad.
   */
  public static boolean areOneNumberOrAddress(String one, String other) {
    String a = normalised(one);
    String b = normalised(other);
    if (a.equals(b)) {
      return true;
    }
    String whole = a.length() > b.length() ? a : b;
    String part = whole.equals(a) ? b : a;
    return whole.startsWith("+")
        && whole.matches("\\+[0-9]+")
        && part.matches("[0-9]{7,}")
        && whole.endsWith(part.replaceFirst("^0+", ""));
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
