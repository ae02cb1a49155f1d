package org.palimpsest.sqlite;

import java.io.IOException;

/** Sees rows one at a time; the row is reused and must not be kept. */
@FunctionalInterface
public interface RowVisitor {

  /** Sees one row. */
  void visit(Row row) throws IOException;
}
