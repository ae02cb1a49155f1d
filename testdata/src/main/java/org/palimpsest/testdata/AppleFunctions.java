package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * The SQL functions that Apple's triggers call and plain SQLite lacks. Only {@code
 * delete_attachment_path} has an effect here: it removes the attachment's file.
 */
final class AppleFunctions {
  static final List<String> NAMES =
      List.of(
          "delete_attachment_path",
          "before_delete_attachment_path",
          "after_delete_message_plugin",
          "verify_chat");

  private AppleFunctions() {}

  static void register(Connection connection, Path library) throws SQLException {
    for (String name : NAMES) {
      Function.create(connection, name, new Silent());
    }
    Function.create(connection, NAMES.get(0), new DeletePath(library));
  }

  /** Where a stored path such as {@code ~/Library/Messages/Attachments/…} lies below a Library. */
  static @Nullable Path resolve(Path library, @Nullable String stored) {
    String home = "~/Library/";
    if (stored == null || !stored.startsWith(home)) {
      return null;
    }
    Path path = library.resolve(stored.substring(home.length())).normalize();
    return path.startsWith(library.normalize()) ? path : null;
  }

  static void deleteTree(Path path) {
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static class Silent extends Function {
    @Override
    protected void xFunc() throws SQLException {
      result();
    }
  }

  private static final class DeletePath extends Function {
    private final Path library;

    DeletePath(Path library) {
      this.library = library;
    }

    @Override
    protected void xFunc() throws SQLException {
      Path path = resolve(library, value_text(0));
      if (path != null && Files.exists(path)) {
        // The folder is named by the attachment and holds nothing else; that it goes too is
        // assumed.
        Path folder = path.getParent();
        deleteTree(folder == null ? path : folder);
      }
      result();
    }
  }
}
