package org.palimpsest.messages;

import java.util.Set;
import org.palimpsest.sqlite.Row;

/** Turns rows of {@code message} into messages; one for each layout of that table. */
interface RowDecoder {

  /** The message of a row; its figures go to {@code tally}. */
  Message decode(Row row, Joins.Walk joined, Tally tally);

  /** What joins messages to the rest of the store. */
  Joins joins();

  /** Columns that a record's content takes up, so that its state need not repeat them. */
  Set<String> contentColumns();

  /** The column that holds the archived body. */
  int bodyColumn();

  /** The column that holds the guid. */
  int guidColumn();
}
