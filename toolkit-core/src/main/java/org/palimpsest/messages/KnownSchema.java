package org.palimpsest.messages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tables and columns of every known generation, from iOS 5 to macOS 27, so that a store can be
 * asked for what it holds beyond them.
 */
public final class KnownSchema {

  private static final String RESOURCE = "known-columns.txt";

  private final Map<String, Set<String>> columns = new HashMap<>();
  private final Map<String, List<String>> listed = new LinkedHashMap<>();

  private KnownSchema(String text) {
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> Arrays.asList(line.split(" ")))
        .forEach(
            words -> {
              List<String> names = words.subList(1, words.size());
              listed.put(words.get(0), List.copyOf(names));
              Set<String> lower = new TreeSet<>();
              names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
              columns.put(words.get(0).toLowerCase(Locale.ROOT), lower);
            });
  }

  /** Reads the list that comes with the program. */
  public static KnownSchema read() {
    try (InputStream in = KnownSchema.class.getResourceAsStream(RESOURCE)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new KnownSchema(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tables with their columns, sorted by name. */
  public Map<String, List<String>> tables() {
    return new TreeMap<>(listed);
  }

  boolean hasTable(String name) {
    return columns.containsKey(name.toLowerCase(Locale.ROOT));
  }

  boolean hasColumn(String table, String column) {
    return columns
        .getOrDefault(table.toLowerCase(Locale.ROOT), Set.of())
        .contains(column.toLowerCase(Locale.ROOT));
  }
}
