package org.palimpsest.messages;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app put into its balloon, as far as its archive says so in words.
 *
 * @param name the app's own name, null when it does not give one
 * @param words the archive's texts by a short name: {@code title}, {@code subtitle}, {@code
 *     caption}, {@code subcaption}, {@code trailingCaption}, {@code trailingSubcaption}, {@code
 *     summary}, {@code status}, {@code site}, {@code url}, {@code originalUrl}, {@code session}
 * @param placeholder whether a link's preview had not been fetched yet
 */
public record AppContent(@Nullable String name, Map<String, String> words, boolean placeholder) {

  /** How many texts there are, without them. */
  @Override
  public String toString() {
    return "app content of " + words.size() + " texts";
  }
}
