package org.palimpsest.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published schema of every generation, from iOS 5 to macOS 27, for stores of any age. */
public enum SchemaFile {
  /** The layout before guids, with {@code madrid_} columns. */
  IOS_5("schema/ios5.sql", "iOS 5"),
  /** The first of today's layout. */
  IOS_6("schema/ios6.sql", "iOS 6"),
  /** Names of groups. */
  IOS_7("schema/ios7.sql", "iOS 7"),
  /** Group events, expiring audio, {@code deleted_messages}. */
  IOS_9("schema/ios9.sql", "iOS 9"),
  /** Tapbacks, app balloons, effects. */
  IOS_10("schema/ios10.sql", "iOS 10"),
  /** Messages in iCloud, nanoseconds. */
  IOS_11("schema/ios11.sql", "iOS 11"),
  /** A second set of upload columns. */
  IOS_12("schema/ios12.sql", "iOS 12"),
  /** Inline replies. */
  MACOS_12("schema/macos12.sql", "macOS 12"),
  /** Edits, unsending, Recently Deleted. */
  MACOS_13("macos13.sql", "macOS 13"),
  /** Satellite. */
  MACOS_14("schema/macos14.sql", "macOS 14"),
  /** Send Later, emoji tapbacks. */
  MACOS_15("schema/macos15.sql", "macOS 15"),
  /** Tables of services and of tasks. */
  MACOS_26("schema/macos26.sql", "macOS 26"),
  /** Filters. */
  MACOS_27("schema/macos27.sql", "macOS 27");

  private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) ?\\((.*)\\);?");
  private static final Set<String> CONSTRAINTS = Set.of("PRIMARY", "UNIQUE", "CHECK");

  private final String resource;
  private final String label;

  SchemaFile(String resource, String label) {
    this.resource = resource;
    this.label = label;
  }

  /** The system that it belongs to. */
  public String label() {
    return label;
  }

  /** Whether dates count nanoseconds. */
  public boolean nanoseconds() {
    return compareTo(IOS_11) >= 0;
  }

  /** Its statements that make tables, without triggers, which would change what a test writes. */
  public List<String> tableStatements() {
    try (InputStream in = SchemaFile.class.getResourceAsStream(resource)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> line.startsWith("CREATE TABLE")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Columns of each table, in declared order, without its row number. */
  public Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (String statement : tableStatements()) {
      Matcher table = TABLE.matcher(statement.strip());
      if (!table.matches()) {
        throw new IllegalStateException("not a table: " + statement);
      }
      List<String> names = new ArrayList<>();
      for (String definition : Upgrade.definitions(table.group(2))) {
        String name = definition.split("[ (]", 2)[0];
        if (!CONSTRAINTS.contains(name.toUpperCase(Locale.ROOT)) && !name.equals("ROWID")) {
          names.add(name);
        }
      }
      columns.put(table.group(1), names);
    }
    return columns;
  }
}
