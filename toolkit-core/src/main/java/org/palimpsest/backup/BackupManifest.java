package org.palimpsest.backup;

import java.io.IOException;
import java.util.function.Consumer;

/** The list of everything in a backup. */
public interface BackupManifest {

  /** Sees one entry after another. */
  @FunctionalInterface
  interface Visitor {
    /** Sees an entry. */
    void visit(ManifestEntry entry) throws IOException;
  }

  /**
   * Shows every entry in the order of the list.
   *
   * @param damage hears of each place that could not be read; entries elsewhere are still shown
   */
  void visit(Visitor visitor, Consumer<String> damage) throws IOException;
}
