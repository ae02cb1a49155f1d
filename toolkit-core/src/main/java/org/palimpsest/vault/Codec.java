package org.palimpsest.vault;

import java.util.Locale;
import java.util.Optional;

/** How an object's bytes lie in its pack. */
enum Codec {
  /** As they are. */
  RAW,
  /**
   * Zstandard (RFC 8878). Every 64 KiB of content is a frame of its own; objects of more than one
   * frame end with a seek table in a skippable frame, as the zstd project's seekable format has it.
   */
  ZSTD,
  /** As what differs from another object, its base; see {@link PatchTable}. */
  PATCH;

  /** Content bytes in a frame. */
  static final int SEGMENT = 64 * 1024;

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
