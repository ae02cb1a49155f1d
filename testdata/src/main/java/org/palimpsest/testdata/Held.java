package org.palimpsest.testdata;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One message as a device holds it. */
record Held(
    Item item,
    @Nullable Instant deletedAt,
    @Nullable String tampered,
    boolean uploaded,
    @Nullable Instant readAt,
    AttachmentTruth.Presence file) {

  static Held fresh(Item item) {
    return new Held(item, null, null, false, null, AttachmentTruth.Presence.HERE);
  }

  Held with(Item newer) {
    return new Held(newer, deletedAt, null, uploaded, readAt, file);
  }

  Held deleted(@Nullable Instant at) {
    return new Held(item, at, tampered, uploaded, readAt, file);
  }

  Held tampered(@Nullable String text) {
    return new Held(item, deletedAt, text, uploaded, readAt, file);
  }

  Held uploaded(boolean done) {
    return new Held(item, deletedAt, tampered, done, readAt, file);
  }

  Held read(Instant at) {
    return new Held(item, deletedAt, tampered, uploaded, at, file);
  }

  Held file(AttachmentTruth.Presence presence) {
    return new Held(item, deletedAt, tampered, uploaded, readAt, presence);
  }
}
