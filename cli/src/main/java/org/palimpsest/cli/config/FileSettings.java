package org.palimpsest.cli.config;

import java.util.List;
import java.util.Map;

/**
 * What a configuration file says.
 *
 * @param values settings with their lines
 * @param sources the sources, in their order
 */
record FileSettings(Map<Key, Setting> values, List<SourceSetting> sources) {
  static final FileSettings EMPTY = new FileSettings(Map.of(), List.of());

  /** How much it says; a value may name a person. */
  @Override
  public String toString() {
    return values.size() + " settings, " + sources.size() + " sources";
  }
}
