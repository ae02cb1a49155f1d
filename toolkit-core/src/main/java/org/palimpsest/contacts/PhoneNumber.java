package org.palimpsest.contacts;

import java.util.Locale;
import java.util.Optional;

/**
 * A telephone number as far as it is compared: its digits, and whether they begin with the code of
 * a country.
 *
 * @param international whether it was written with {@code +} or {@code 00} before it
 * @param digits its digits, without what is only dialled within a country behind such a code
 */
record PhoneNumber(boolean international, String digits) {

  /** Digits that are enough to go by where the code of the country is missing. */
  static final int ENOUGH = 7;

  /** E.164 allows 15; some more are dialled. */
  private static final int MOST = 20;

  private static final int LONG = 10;

  /** The number in a text; empty if it is none. An extension behind it is left away. */
  static Optional<PhoneNumber> of(String written) {
    String text = written.strip().toLowerCase(Locale.ROOT);
    text = text.startsWith("tel:") ? text.substring(4) : text;
    boolean plus = false;
    StringBuilder digits = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int digit = Character.digit(c, 10);
      if (digit >= 0) {
        digits.append(digit);
      } else if ((c == '+' || c == '\uff0b') && digits.isEmpty()) {
        plus = true;
      } else if (plus && text.startsWith("(0)", at)) {
        // As in +44 (0)20: the 0 is dialled within the country only.
        at += 2;
      } else if (Character.isLetter(c) || ",;#*@:".indexOf(c) >= 0) {
        if (digits.isEmpty()) {
          return Optional.empty();
        }
        break;
      }
      if (digits.length() > MOST) {
        return Optional.empty();
      }
      at += Character.charCount(c);
    }
    if (!plus && digits.length() > LONG && digits.indexOf("00") == 0) {
      return Optional.of(new PhoneNumber(true, digits.substring(2)));
    }
    return digits.isEmpty()
        ? Optional.empty()
        : Optional.of(new PhoneNumber(plus, digits.toString()));
  }

  /** Its digits without the zeros that are only dialled within a country. */
  String national() {
    int at = 0;
    while (!international && at < digits.length() && digits.charAt(at) == '0') {
      at++;
    }
    return digits.substring(at);
  }

  /** How long it is, without its digits. */
  @Override
  public String toString() {
    return "number of " + digits.length() + " digits";
  }
}
