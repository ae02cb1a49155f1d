package org.palimpsest.gap;

import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;

/**
 * The files of one store.
 *
 * @param name of the main file
 * @param main the main file
 * @param wal its write-ahead log, if there is one
 * @param journal its rollback journal, if there is one
 */
public record Evidence(
    String name, ByteSource main, @Nullable ByteSource wal, @Nullable ByteSource journal) {

  static final int MAIN = 0;
  static final int WAL = 1;
  static final int JOURNAL = 2;

  ByteSource file(int number) {
    ByteSource file = number == MAIN ? main : number == WAL ? wal : journal;
    return java.util.Objects.requireNonNull(file);
  }

  String name(int number) {
    return number == MAIN ? name : number == WAL ? name + "-wal" : name + "-journal";
  }

  @Override
  public String toString() {
    return "evidence of " + main.size() + " bytes";
  }
}
