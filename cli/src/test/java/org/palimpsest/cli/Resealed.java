package org.palimpsest.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.palimpsest.seal.SealingKey;

/** A package that somebody changed, with lists that fit and a seal of their own. */
final class Resealed {

  private Resealed() {}

  /** What is changed. */
  @FunctionalInterface
  interface Change {
    void make(Path folder) throws IOException;
  }

  /** Changes what lies under {@code data}; all lists are of what is there then. */
  static Path payload(Path bag, Path target, Change change) throws IOException {
    return of(bag, target, change, folder -> {});
  }

  /** Changes the files that are about the payload; only the last list and its seal fit. */
  static Path tags(Path bag, Path target, Change change) throws IOException {
    return of(bag, target, folder -> {}, change);
  }

  private static Path of(Path bag, Path target, Change payload, Change tags) throws IOException {
    Tree.copy(bag, target);
    SealingKey key =
        SealingKey.create("Somebody", Story.FIRST, Duration.ofDays(3650), new SecureRandom());
    Files.createDirectories(target.resolve("trust"));
    Files.writeString(target.resolve("trust/signer.pem"), key.pem());
    payload.make(target);
    StringBuilder known =
        new StringBuilder("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n")
            .append("## hashdeep -c sha256 -r -l -a -k known.hashdeep data\n");
    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    for (String name : names(target)) {
      if (name.startsWith("data/")) {
        byte[] bytes = Files.readAllBytes(target.resolve(name));
        String sha256 = hash("SHA-256", bytes);
        known.append(bytes.length).append(',').append(sha256).append(',').append(name).append('\n');
        first.append(sha256).append("  ").append(name).append('\n');
        second.append(hash("SHA-512", bytes)).append("  ").append(name).append('\n');
      }
    }
    Files.writeString(target.resolve("known.hashdeep"), known);
    Files.writeString(target.resolve("manifest-sha256.txt"), first);
    Files.writeString(target.resolve("manifest-sha512.txt"), second);
    tags.make(target);
    StringBuilder all = new StringBuilder();
    for (String name : names(target)) {
      if (!name.startsWith("data/") && !name.startsWith("tagmanifest-")) {
        String sha256 = hash("SHA-256", Files.readAllBytes(target.resolve(name)));
        all.append(sha256).append("  ").append(name).append('\n');
      }
    }
    byte[] list = all.toString().getBytes(StandardCharsets.UTF_8);
    Files.write(target.resolve("tagmanifest-sha256.txt"), list);
    Files.write(target.resolve("tagmanifest-sha256.txt.p7s"), key.sealDetached(list, Story.SECOND));
    return target;
  }

  /** In the order in which a package lists them. */
  private static Iterable<String> names(Path folder) throws IOException {
    return Tree.files(folder).stream()
        .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
        .sorted()
        .toList();
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
