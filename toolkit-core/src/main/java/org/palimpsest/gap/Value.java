package org.palimpsest.gap;

/** A value of a remain. */
public sealed interface Value {
  /** No value. */
  record Null() implements Value {}

  /** A signed 64-bit integer. */
  record Whole(long value) implements Value {}

  /** A floating-point number. */
  record Real(double value) implements Value {}

  /** A text. */
  record Words(String value) implements Value {
    @Override
    public String toString() {
      return "text";
    }
  }

  /** Bytes. */
  record Blob(byte[] value) implements Value {
    @Override
    public String toString() {
      return "bytes";
    }
  }

  /** No value. */
  Value NULL = new Null();
}
