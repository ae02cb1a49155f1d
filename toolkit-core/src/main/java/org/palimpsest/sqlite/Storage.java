package org.palimpsest.sqlite;

/** SQLite's storage classes (datatype3.html §2). */
public enum Storage {
  /** No value. */
  NULL,
  /** A signed integer of up to 64 bits. */
  INTEGER,
  /** An IEEE 754 double. */
  REAL,
  /** Text in the database's encoding. */
  TEXT,
  /** Bytes. */
  BLOB
}
