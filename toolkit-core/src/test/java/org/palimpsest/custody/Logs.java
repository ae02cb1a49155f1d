package org.palimpsest.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.LogKey;

/** Small logs with the same bytes in every run, and a look at a folder's whole content. */
final class Logs {

  static final String ORIGIN = "example.org/custody/vault-1";
  static final LogKey KEY = key(1);
  static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private Logs() {}

  static LogKey key(int seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return LogKey.create("example.org/keys", random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Entry init() {
    return Entry.of(START, Action.INIT)
        .actor(Entry.Actor.of("A. Examiner"))
        .tool(new Entry.Tool("palimpsest", "0.1.0", null, "17.0.15"));
  }

  static Entry snapshot(int second) {
    return Entry.of(START.plusSeconds(second), Action.SNAPSHOT)
        .actor(Entry.Actor.of("A. Examiner"))
        .snapshot(
            new Entry.SnapshotFacts(
                "s" + second, Sha256.of(new byte[] {(byte) second}), Map.of("message", 42L)))
        .result(new Entry.Result("complete", 0));
  }

  static CustodyLog create(Path folder, int entries) throws Exception {
    return create(folder, entries, KEY);
  }

  static CustodyLog create(Path folder, int entries, LogKey key) throws Exception {
    CustodyLog log = CustodyLog.create(folder, ORIGIN, key);
    for (int i = 0; i < entries; i++) {
      log.append(i == 0 ? init() : snapshot(i), key);
    }
    return log;
  }

  /** Name and content of every file, to show that nothing changed. */
  static Map<String, List<Byte>> content(Path folder) throws IOException {
    Map<String, List<Byte>> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<Byte> bytes = new java.util.ArrayList<>();
        for (byte b : Files.readAllBytes(file)) {
          bytes.add(b);
        }
        content.put(file.getFileName().toString(), bytes);
      }
    }
    return content;
  }
}
