package org.palimpsest.testdata;

import java.util.Random;

/** English-like chatter of varying length: mostly a line, sometimes several hundred bytes. */
final class Prose {
  private static final String[] WORDS =
      """
      the I to you and a it is that in of we on for so me have be just at my not with are do this
      but was can what if all up out get when go they no your how like about now one will there
      know think time good see from or had come an want here then some back going today ok really
      got well would too her by him his more make still tomorrow over could been let need right
      yes did tonight home day work way should she he were who down where off only after before
      train ticket coffee dinner weekend morning market garden kitchen window river bridge letter
      weather station doctor teacher meeting office picture music football concert birthday
      breakfast airport luggage passport harbour island mountain village bicycle library museum
      painting notebook envelope blanket candle lantern umbrella orchard meadow thunder
      sister brother mother father cousin neighbour landlord captain plumber lawyer
      paid signed ordered cancelled arrived missed forgot remembered promised borrowed returned
      cleaned painted planted carried finished started believed wondered explained decided
      slowly quietly hardly maybe perhaps probably honestly anyway somewhere everyone nothing
      blue green yellow narrow heavy quiet strange lovely terrible enormous ordinary careful
      """
          .strip()
          .split("\\s+");
  private static final String[] ENDS = {".", ".", ".", "!", "?", "…", " 😀", " 👍", ""};

  private final Random random;

  Prose(Random random) {
    this.random = random;
  }

  /** The next text. */
  String next() {
    double size = random.nextDouble();
    int words = 2 + (int) (16 / Math.sqrt(1.012 - size));
    StringBuilder out = new StringBuilder(words * 6);
    int left = words;
    while (left > 0) {
      int sentence = Math.min(left, 4 + random.nextInt(12));
      for (int i = 0; i < sentence; i++) {
        String word = word();
        if (i > 0) {
          out.append(' ');
          out.append(word);
        } else {
          out.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
      }
      left -= sentence;
      out.append(ENDS[random.nextInt(ENDS.length)]);
      if (left > 0) {
        out.append(' ');
      }
    }
    return out.toString();
  }

  /** Frequent words stand first in the list and are drawn more often. */
  private String word() {
    double skewed = random.nextDouble() * random.nextDouble();
    return WORDS[(int) (skewed * WORDS.length)];
  }
}
