package org.palimpsest.contacts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which handle has which name.
 *
 * <p>An e-mail address must be the same, case ignored. A number with the code of a country must
 * have the same digits. Only where one of the two lacks the code are they compared by their end, of
 * seven digits at least, and only if no other handle ends so. Whatever fits cards of different
 * names has no name: to show none is better than to show the wrong one.
 *
 * @param names names by the handle as the store has it, sorted
 * @param ambiguous handles that fit cards of different names
 */
public record ContactNames(Map<String, String> names, int ambiguous) {

  /** Without a name for anybody. */
  public static final ContactNames NONE = new ContactNames(Map.of(), 0);

  /** Two names are enough to know that there is more than one. */
  private static final int SEVERAL = 2;

  /** Finds the names of {@code handles}. */
  public static ContactNames of(List<Card> cards, Collection<String> handles) {
    Matching matching = new Matching(handles);
    for (Card card : cards) {
      card.emails().forEach(email -> matching.email(email, card.name()));
      card.phones().forEach(phone -> matching.phone(phone, card.name()));
    }
    return matching.result();
  }

  /** How many, without which. */
  @Override
  public String toString() {
    return names.size() + " names";
  }

  /** An address as it is compared; some cards hold it as {@code Name <address>}. */
  private static String address(String written) {
    int open = written.indexOf('<');
    int close = written.indexOf('>', open + 1);
    String inner = open >= 0 && close > open ? written.substring(open + 1, close) : written;
    return inner.strip().toLowerCase(Locale.ROOT);
  }

  /** Looks up from the handles, which are few, what the cards, which may be many, hold. */
  private static final class Matching {
    private final Map<String, List<String>> byAddress = new HashMap<>();
    private final Map<String, List<String>> byInternational = new HashMap<>();
    private final Map<String, List<String>> asWritten = new HashMap<>();
    private final Map<String, List<String>> byNational = new HashMap<>();
    private final Map<String, Set<String>> numbersByEnd = new HashMap<>();
    private final Map<String, Set<String>> exact = new TreeMap<>();
    private final Map<String, Set<String>> alike = new TreeMap<>();

    Matching(Collection<String> handles) {
      for (String handle : new HashSet<>(handles)) {
        if (handle.indexOf('@') >= 0) {
          add(byAddress, address(handle), handle);
        } else {
          PhoneNumber.of(handle).ifPresent(number -> number(handle, number));
        }
      }
    }

    private static void add(Map<String, List<String>> to, String key, String handle) {
      to.computeIfAbsent(key, each -> new ArrayList<>(1)).add(handle);
    }

    private void number(String handle, PhoneNumber number) {
      String digits = number.digits();
      if (!number.international()) {
        add(asWritten, digits, handle);
        if (number.national().length() >= PhoneNumber.ENOUGH) {
          add(byNational, number.national(), handle);
        }
        return;
      }
      add(byInternational, digits, handle);
      for (int from = 0; from <= digits.length() - PhoneNumber.ENOUGH; from++) {
        numbersByEnd.computeIfAbsent(digits.substring(from), each -> new HashSet<>(1)).add(digits);
      }
    }

    void email(String written, String name) {
      name(exact, byAddress.get(address(written)), name);
    }

    void phone(String written, String name) {
      Optional<PhoneNumber> read = PhoneNumber.of(written);
      if (read.isEmpty()) {
        return;
      }
      PhoneNumber number = read.get();
      String digits = number.digits();
      if (number.international()) {
        name(exact, byInternational.get(digits), name);
        for (int from = 0; from <= digits.length() - PhoneNumber.ENOUGH; from++) {
          name(alike, byNational.get(digits.substring(from)), name);
        }
        return;
      }
      name(exact, asWritten.get(digits), name);
      String national = number.national();
      if (national.length() >= PhoneNumber.ENOUGH) {
        name(alike, byNational.get(national), name);
        Set<String> numbers = numbersByEnd.getOrDefault(national, Set.of());
        if (numbers.size() == 1) {
          name(alike, byInternational.get(numbers.iterator().next()), name);
        }
      }
    }

    private static void name(
        Map<String, Set<String>> to, @Nullable List<String> handles, String name) {
      for (String handle : handles == null ? List.<String>of() : handles) {
        Set<String> names = to.computeIfAbsent(handle, each -> new TreeSet<>());
        if (names.size() < SEVERAL) {
          names.add(name);
        }
      }
    }

    ContactNames result() {
      Map<String, String> names = new TreeMap<>();
      int ambiguous = 0;
      Set<String> handles = new TreeSet<>(exact.keySet());
      handles.addAll(alike.keySet());
      for (String handle : handles) {
        Set<String> found = exact.getOrDefault(handle, alike.getOrDefault(handle, Set.of()));
        if (found.size() == 1) {
          names.put(handle, found.iterator().next());
        } else {
          ambiguous++;
        }
      }
      return new ContactNames(java.util.Collections.unmodifiableMap(names), ambiguous);
    }
  }
}
