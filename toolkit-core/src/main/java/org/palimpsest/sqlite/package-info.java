/**
 * A read-only reader of the SQLite file format: header, pages, tables with and without ROWIDs,
 * indexes, overflow chains, the write-ahead log commit by commit and the journal of an unfinished
 * transaction, on bytes wherever they lie (a file, a vault object).
 *
 * <p>It never opens a database through SQLite, so nothing is checkpointed, locked or created.
 * Nothing found in the bytes is trusted: lengths, offsets and page numbers are checked before use,
 * and what cannot be read is reported with its page while the sound rest is still read. Format:
 * sqlite.org/fileformat2.html.
 */
@NullMarked
package org.palimpsest.sqlite;

import org.jspecify.annotations.NullMarked;
