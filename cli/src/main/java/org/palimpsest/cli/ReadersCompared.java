package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.DeepCheck;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.SchemaEntry;
import org.palimpsest.sqlite.Table;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * Reads every row of a snapshot's database twice, with our page reader and with SQLite, and
 * compares all values. SQLite gets a copy in a folder of its own, which goes afterwards; evidence
 * is never opened with it.
 */
final class ReadersCompared implements DeepCheck {

  private final Path temporary;

  /** Makes its copies in a folder. */
  ReadersCompared(Path temporary) {
    this.temporary = temporary;
  }

  @Override
  public List<Check> run(Vault vault, Manifest manifest) throws VaultException, IOException {
    String name = manifest + " readers";
    if (vault.isEncrypted()) {
      return List.of(
          Check.notChecked(
              name, "SQLite wants a plain copy on disk, which is not made of an encrypted vault"));
    }
    Path folder;
    try {
      folder = Files.createTempDirectory(temporary, "palimpsest-readers");
    } catch (IOException e) {
      return List.of(noRoom(name));
    }
    try (SnapshotView view = SnapshotView.open(vault, manifest)) {
      Path main = folder.resolve("copy.db");
      Path log = folder.resolve("copy.db-wal");
      for (EvidenceFile file : view.evidence()) {
        boolean isLog = file.role() == Role.WAL;
        if ((isLog || file.role() == Role.DATABASE) && !copy(view, file, isLog ? log : main)) {
          return List.of(noRoom(name));
        }
      }
      return List.of(compare(name, main, log));
    } finally {
      delete(folder);
    }
  }

  private static Check noRoom(String name) {
    return Check.notChecked(
        name, "there is no room for a copy of the database in the folder for temporary files");
  }

  /** False if the copy could not be written; that the original cannot be read is a failure. */
  private static boolean copy(SnapshotView view, EvidenceFile file, Path to)
      throws VaultException, IOException {
    byte[] block = new byte[1 << 20];
    try (ObjectBytes content = view.content(file);
        InputStream in = content.stream();
        OutputStream out = Files.newOutputStream(to)) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        try {
          out.write(block, 0, count);
        } catch (IOException e) {
          return false;
        }
      }
      return true;
    }
  }

  private static Check compare(String name, Path main, Path log) throws IOException {
    List<String> differing = new ArrayList<>();
    int tables = 0;
    long rows = 0;
    // Ours first, since SQLite moves the log into the copy.
    List<String> names = new ArrayList<>();
    List<Content> ours = new ArrayList<>();
    try (FileBytes file = FileBytes.open(main);
        FileBytes wal = Files.exists(log) ? FileBytes.open(log) : null) {
      Database database = Database.open(file, wal);
      for (SchemaEntry entry : database.schema()) {
        if (entry.isTable() && entry.sql().toUpperCase(java.util.Locale.ROOT).contains("VIRTUAL")) {
          continue;
        }
        Table table = entry.isTable() ? database.table(entry.name()).orElse(null) : null;
        if (table != null) {
          names.add(entry.name());
          ours.add(byPages(table));
        }
      }
    } catch (MalformedDatabaseException e) {
      return Check.notChecked(name, "the database is damaged, so SQLite may see something else");
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + main);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < names.size(); i++) {
        Content mine = ours.get(i);
        if (mine == null) {
          continue;
        }
        tables++;
        rows += mine.rows;
        if (!bySqlite(statement, names.get(i)).equals(mine)) {
          differing.add(names.get(i));
        }
      }
    } catch (SQLException e) {
      return Check.notChecked(
          name,
          Main.isLibrary(e)
              ? "SQLite could not be loaded, so nothing was compared"
              : "SQLite does not read this database");
    }
    return differing.isEmpty()
        ? Check.passed(name, rows + " rows of " + tables + " tables, the same through both readers")
        : Check.failed(name, "the readers differ in: " + String.join(", ", differing));
  }

  private record Content(long rows, Sha256 values) {}

  /** Null for a table in which something is damaged. */
  @SuppressWarnings("NullAway") // absent where the table is damaged
  private static Content byPages(Table table) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    long[] rows = new long[1];
    List<Object> damaged = new ArrayList<>();
    int columns = table.columns().size();
    table.scan(
        row -> {
          rows[0]++;
          for (int i = 0; i < columns; i++) {
            add(digest, row, i);
          }
        },
        damaged::add);
    return damaged.isEmpty() ? new Content(rows[0], Sha256.finish(digest)) : null;
  }

  private static void add(MessageDigest digest, Row row, int column) {
    switch (row.storage(column)) {
      case NULL -> digest.update((byte) 0);
      case INTEGER -> number(digest, 1, row.integer(column));
      case REAL -> number(digest, 2, Double.doubleToLongBits(row.real(column)));
      case TEXT -> bytes(digest, 3, row.bytes(column));
      case BLOB -> bytes(digest, 4, row.bytes(column));
    }
  }

  private static void number(MessageDigest digest, int kind, long value) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(8).putLong(value).flip());
  }

  private static void bytes(MessageDigest digest, int kind, byte[] value) {
    number(digest, kind, value.length);
    digest.update(value);
  }

  private static Content bySqlite(Statement statement, String table) throws SQLException {
    MessageDigest digest = Sha256.newDigest();
    long count = 0;
    String quoted = '"' + table.replace("\"", "\"\"") + '"';
    try (ResultSet rows = statement.executeQuery("SELECT * FROM " + quoted + " ORDER BY _rowid_")) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        count++;
        for (int i = 1; i <= columns; i++) {
          Object value = rows.getObject(i);
          if (value == null) {
            digest.update((byte) 0);
          } else if (value instanceof Integer || value instanceof Long) {
            number(digest, 1, ((Number) value).longValue());
          } else if (value instanceof Double real) {
            number(digest, 2, Double.doubleToLongBits(real));
          } else {
            byte[] raw = rows.getBytes(i);
            bytes(digest, value instanceof String ? 3 : 4, raw == null ? new byte[0] : raw);
          }
        }
      }
    }
    return new Content(count, Sha256.finish(digest));
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
