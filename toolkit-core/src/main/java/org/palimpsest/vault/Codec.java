package org.palimpsest.vault;

import java.util.Locale;
import java.util.Optional;

/** How an object's bytes lie in its pack. */
enum Codec {
  /** As they are. */
  RAW(0),
  /**
   * Zstandard (RFC 8878). Every 64 KiB of content is a frame of its own; objects of more than one
   * frame end with a seek table in a skippable frame, as the zstd project's seekable format has it.
   */
  ZSTD(1),
  /** As what differs from another object, its base; see {@link PatchTable}. */
  PATCH(2);

  /** Content bytes in a frame. */
  static final int SEGMENT = 64 * 1024;

  private final int number;

  Codec(int number) {
    this.number = number;
  }

  /** As a lookup names it. */
  int number() {
    return number;
  }

  static Optional<Codec> numbered(int number) {
    return switch (number) {
      case 0 -> Optional.of(RAW);
      case 1 -> Optional.of(ZSTD);
      case 2 -> Optional.of(PATCH);
      default -> Optional.empty();
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Codec> of(String word) {
    return switch (word) {
      case "raw" -> Optional.of(RAW);
      case "zstd" -> Optional.of(ZSTD);
      case "patch" -> Optional.of(PATCH);
      default -> Optional.empty();
    };
  }
}
