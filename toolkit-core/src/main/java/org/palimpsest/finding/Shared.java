package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.palimpsest.cause.Attribution;
import org.palimpsest.diff.MessageChange;

/** What is said of each message of a group; what holds for some of them says for how many. */
final class Shared {

  private Shared() {}

  static List<String> of(
      List<MessageChange> changes,
      Function<MessageChange, Optional<Attribution>> attributions,
      Function<Attribution, List<String>> part) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (MessageChange change : changes) {
      attributions
          .apply(change)
          .ifPresent(
              attribution ->
                  part.apply(attribution).forEach(words -> counts.merge(words, 1, Integer::sum)));
    }
    List<String> sentences = new ArrayList<>();
    counts.forEach(
        (words, count) ->
            sentences.add(
                count == changes.size()
                    ? words
                    : "for " + count + " of the " + changes.size() + ": " + words));
    return sentences;
  }
}
