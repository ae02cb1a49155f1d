package org.palimpsest.bench;

/** Sums over every value that a reader met, so that two readers can be compared. */
final class Tally {

  private long rows;
  private long nulls;
  private long integers;
  private double reals;
  private long characters;
  private long bytes;

  void row() {
    rows++;
  }

  long rows() {
    return rows;
  }

  void nothing() {
    nulls++;
  }

  void integer(long value) {
    integers += value;
  }

  void real(double value) {
    reals += value;
  }

  void text(String value) {
    characters += value.length();
    if (!value.isEmpty()) {
      characters += 31L * value.charAt(value.length() - 1);
    }
  }

  void blob(byte[] value) {
    bytes += value.length;
    if (value.length > 0) {
      bytes += 31L * value[value.length - 1];
    }
  }

  /** One line, the same for the same values. */
  @Override
  public String toString() {
    return "rows=%d nulls=%d integers=%d reals=%s characters=%d bytes=%d"
        .formatted(rows, nulls, integers, reals, characters, bytes);
  }
}
