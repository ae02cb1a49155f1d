package org.palimpsest.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A database of random page size, encoding, vacuum mode, reserved bytes, journal mode and schema,
 * with random rows, written by SQLite; with its log or the journal of an unfinished transaction as
 * they lie beside it while it is open.
 */
final class RandomDatabase {

  private static final List<String> TYPES =
      List.of(
          "TEXT",
          "INTEGER",
          "REAL",
          "BLOB",
          "",
          "NUMERIC",
          "VARCHAR(20)",
          "DOUBLE PRECISION",
          "BIGINT",
          "DATETIME",
          "FLOATING POINT",
          "DECIMAL(10,5)",
          "CLOB",
          "POINT");
  private static final List<String> DEFAULTS =
      List.of(
          "5",
          "-17",
          "'five'",
          "1.5",
          "-2.25e3",
          "1e-7",
          "0x1F",
          "x'00ff41'",
          "NULL",
          "TRUE",
          "'12'",
          "'1.50'",
          "''",
          "(7)",
          "(-7)",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "+3",
          "\"quoted\"",
          "'it''s ü😀'",
          "10.0",
          "(CAST('12' AS INTEGER))");
  private static final List<String> COLLATIONS = List.of("", " COLLATE NOCASE", " COLLATE RTRIM");

  private final Random random;
  private final Path file;
  private final List<Shape> tables = new ArrayList<>();
  private int names;

  /** A table with the columns that values can be given for. */
  private record Shape(String name, List<String> columns, String key) {}

  private RandomDatabase(Path file, long seed) {
    this.file = file;
    this.random = new Random(seed);
  }

  /** Writes one into a folder, under {@code open.db}, and copies it to the path that it returns. */
  static Path write(Path folder, long seed) throws SQLException, IOException {
    Path file = folder.resolve("open-" + seed + ".db");
    RandomDatabase database = new RandomDatabase(file, seed);
    return database.write(folder.resolve("random-" + seed + ".db"));
  }

  private Path write(Path copy) throws SQLException, IOException {
    int pageSize = 512 << random.nextInt(8);
    String url = "jdbc:sqlite:" + file;
    try (Connection connection = DriverManager.getConnection(url)) {
      run(connection, "PRAGMA page_size=" + pageSize);
      run(connection, "PRAGMA encoding='" + pick(List.of("UTF-8", "UTF-16le", "UTF-16be")) + "'");
      run(connection, "PRAGMA auto_vacuum=" + random.nextInt(3));
      run(connection, "PRAGMA user_version=1");
    }
    if (random.nextInt(3) == 0) {
      reserve(pageSize, 4 * random.nextInt(1, 9));
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      boolean log = random.nextBoolean();
      run(connection, "PRAGMA journal_mode=" + (log ? "WAL" : pick(List.of("DELETE", "PERSIST"))));
      run(connection, "PRAGMA wal_autocheckpoint=" + (random.nextBoolean() ? 0 : 20));
      run(connection, "PRAGMA secure_delete=" + pick(List.of("OFF", "ON", "FAST")));
      connection.setAutoCommit(false);
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        table(connection);
      }
      connection.commit();
      int rounds = random.nextInt(2, 6);
      for (int i = 0; i < rounds; i++) {
        for (Shape table : tables) {
          change(connection, table);
        }
        connection.commit();
      }
      boolean unfinished = !log && random.nextBoolean();
      if (unfinished) {
        // So small a cache that pages are written, and the journal synced, before the commit.
        run(connection, "PRAGMA cache_size=2");
        for (Shape table : tables) {
          change(connection, table);
          change(connection, table);
        }
      }
      for (String suffix : List.of("", "-wal", "-journal")) {
        Path from = Path.of(file + suffix);
        if (Files.exists(from)) {
          Files.copy(from, Path.of(copy + suffix));
        }
      }
      connection.rollback();
    }
    return copy;
  }

  /** Gives every page a reserved tail: byte 20 of the header of a database with one empty page. */
  private void reserve(int pageSize, int bytes) throws IOException {
    if (pageSize - bytes < 480) {
      return;
    }
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      if (access.length() != pageSize) {
        return;
      }
      access.seek(20);
      access.write(bytes);
      access.seek(105);
      access.write(ByteBuffer.allocate(2).putShort((short) (pageSize - bytes)).array());
    }
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String name() {
    String plain = "n" + names++;
    return switch (random.nextInt(6)) {
      case 0 -> "\"" + plain + " \"\"odd\"\" ü\"";
      case 1 -> "[" + plain + " x]";
      case 2 -> "`" + plain + "`";
      default -> plain;
    };
  }

  private void table(Connection connection) throws SQLException {
    String name = name();
    List<String> columns = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    boolean withoutRowid = random.nextInt(3) == 0;
    boolean numbered = random.nextInt(3) == 0;
    if (numbered) {
      columns.add(name());
      parts.add(
          columns.get(0)
              + (random.nextInt(3) == 0 ? " integer" : " INTEGER")
              + " PRIMARY KEY"
              + (withoutRowid ? "" : pick(List.of("", " AUTOINCREMENT", " DESC"))));
    }
    int count = random.nextInt(2, 12);
    for (int i = 0; i < count; i++) {
      String column = name();
      String of = columns.isEmpty() ? "1" : columns.get(random.nextInt(columns.size()));
      int kind = random.nextInt(12);
      if (kind == 0 && i > 1) {
        parts.add(column + " " + pick(TYPES) + " GENERATED ALWAYS AS (" + of + " || 'g') STORED");
      } else if (kind == 1 && i > 1) {
        parts.add(column + " " + pick(TYPES) + " AS (length(" + of + "))");
      } else {
        String unique = random.nextInt(12) == 0 ? " UNIQUE" : "";
        String notNull = random.nextInt(8) == 0 ? " DEFAULT " + pick(DEFAULTS) : "";
        parts.add(column + " " + pick(TYPES) + pick(COLLATIONS) + unique + notNull);
        columns.add(column);
      }
    }
    if (withoutRowid && !numbered) {
      String a = columns.get(random.nextInt(columns.size()));
      String b = columns.get(random.nextInt(columns.size()));
      parts.add(
          "PRIMARY KEY (" + a + pick(COLLATIONS) + pick(List.of("", " DESC")) + ", " + b + ")");
    } else if (!numbered && random.nextBoolean()) {
      parts.add(
          "CONSTRAINT k PRIMARY KEY (" + columns.get(random.nextInt(columns.size())) + " DESC)");
    }
    if (random.nextInt(3) == 0) {
      parts.add(
          "UNIQUE ("
              + columns.get(0)
              + ", "
              + columns.get(columns.size() - 1)
              + " COLLATE NOCASE)");
    }
    run(
        connection,
        "CREATE TABLE "
            + name
            + " ("
            + String.join(", /* , */ ", parts)
            + ")"
            + (withoutRowid ? " WITHOUT ROWID" : ""));
    tables.add(new Shape(name, columns, columns.get(0)));
    for (int i = random.nextInt(4); i > 0; i--) {
      index(connection, name, columns);
    }
  }

  private void index(Connection connection, String table, List<String> columns)
      throws SQLException {
    List<String> terms = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String column = columns.get(random.nextInt(columns.size()));
      String term =
          switch (random.nextInt(5)) {
            case 0 -> "lower(" + column + ")";
            case 1 -> "length(" + column + ") + 1";
            default -> column + pick(COLLATIONS);
          };
      terms.add(term + pick(List.of("", " DESC", " ASC")));
    }
    String where =
        random.nextInt(3) == 0
            ? " WHERE " + columns.get(random.nextInt(columns.size())) + " IS NOT NULL"
            : "";
    String sql =
        "CREATE INDEX i" + names++ + " ON " + table + " (" + String.join(", ", terms) + ")";
    run(connection, sql + where);
  }

  private void change(Connection connection, Shape table) throws SQLException {
    if (random.nextInt(4) == 0) {
      String column = name();
      String type = pick(TYPES);
      run(
          connection,
          "ALTER TABLE "
              + table.name
              + " ADD COLUMN "
              + column
              + " "
              + type
              + (random.nextInt(4) == 0 ? "" : " DEFAULT " + pick(DEFAULTS)));
      if (random.nextBoolean()) {
        table.columns.add(column);
      }
    }
    String marks = "?" + ", ?".repeat(table.columns.size() - 1);
    String sql =
        "INSERT OR IGNORE INTO "
            + table.name
            + "("
            + String.join(", ", table.columns)
            + ") VALUES ("
            + marks
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = random.nextInt(60); i >= 0; i--) {
        try {
          for (int c = 1; c <= table.columns.size(); c++) {
            insert.setObject(c, value());
          }
          insert.execute();
        } catch (SQLException e) {
          // A value that an INTEGER PRIMARY KEY or a NOT NULL does not take.
        }
      }
    }
    if (random.nextInt(3) == 0) {
      run(
          connection,
          "DELETE FROM "
              + table.name
              + " WHERE length("
              + table.key
              + ") % 5 = "
              + random.nextInt(5));
    }
    String column = table.columns.get(random.nextInt(table.columns.size()));
    if (random.nextInt(3) == 0 && !column.equals(table.key)) {
      run(
          connection,
          "UPDATE OR IGNORE "
              + table.name
              + " SET "
              + column
              + " = '"
              + "updated ".repeat(random.nextInt(9))
              + "' || quote("
              + table.key
              + ") WHERE length("
              + table.key
              + ") % 4 = "
              + random.nextInt(4));
    }
  }

  private Object value() {
    return switch (random.nextInt(9)) {
      case 0 -> random.nextLong() >> random.nextInt(64);
      case 1 -> random.nextInt(-3, 4);
      case 2 -> random.nextGaussian() * 1e6;
      case 3 -> (double) random.nextInt(1000);
      case 4 -> "Text " + "ü😀 z".repeat(random.nextInt(12));
      case 5 -> String.valueOf(random.nextInt(100_000));
      case 6 -> {
        byte[] bytes =
            new byte[random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(60)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 7 -> "x".repeat(random.nextInt(30) == 0 ? random.nextInt(9_000) : random.nextInt(200));
      default -> "";
    };
  }
}
