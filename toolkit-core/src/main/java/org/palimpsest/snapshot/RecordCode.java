package org.palimpsest.snapshot;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.digest.Sha256;

/**
 * The program text that makes records, by its hash. Two builds can have one version and read a
 * store differently; records of one may not stand among those of the other.
 */
final class RecordCode {

  /**
   * The beginning, 16 hexadecimal digits, of the SHA-256 of the library that this class is part of;
   * empty where it cannot be read. It tells builds apart and proves nothing.
   */
  static final String FINGERPRINT = fingerprint();

  private RecordCode() {}

  private static String fingerprint() {
    try {
      CodeSource source = RecordCode.class.getProtectionDomain().getCodeSource();
      return source == null || source.getLocation() == null
          ? ""
          : of(Path.of(source.getLocation().toURI())).abbreviated(16);
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return "";
    }
  }

  /** The hash of a library's file, or of a folder of classes with their names. */
  static Sha256 of(Path library) throws IOException {
    if (!Files.isDirectory(library)) {
      return Sha256.of(Files.readAllBytes(library));
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(library)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    MessageDigest digest = Sha256.newDigest();
    for (Path file : files) {
      digest.update(library.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(Sha256.of(Files.readAllBytes(file)).bytes());
    }
    return Sha256.finish(digest);
  }
}
