package org.palimpsest.bag;

import java.nio.charset.StandardCharsets;

/** The payload as {@code hashdeep} audits it. */
final class HashdeepList {

  static final String NAME = "known.hashdeep";

  private final StringBuilder lines =
      new StringBuilder("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n")
          .append("## hashdeep -c sha256 -r -l -a -k known.hashdeep data\n");

  /** Adds a file; they come in the order of their paths. */
  void add(long size, String sha256, String path) {
    lines.append(size).append(',').append(sha256).append(',').append(path).append('\n');
  }

  byte[] toBytes() {
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
