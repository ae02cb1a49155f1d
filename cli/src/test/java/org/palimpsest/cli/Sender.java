package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.SealingKey;

/** Whoever holds the keys of a vault, and writes with them what the program never would. */
record Sender(KeyRing keys) {

  private static final String TAGS = "tagmanifest-sha256.txt";

  static Sender of(Scene scene) throws Exception {
    return new Sender(KeyRing.open(scene.shell().keys().resolve("keys"), null));
  }

  /** Lists the payload of a package anew. */
  void list(Path bag) throws Exception {
    Files.writeString(bag.resolve("manifest-sha256.txt"), listed(bag, true, "SHA-256"));
    Files.writeString(bag.resolve("manifest-sha512.txt"), listed(bag, true, "SHA-512"));
    StringBuilder known = new StringBuilder();
    for (String line : listed(bag, true, "SHA-256").split("\n")) {
      String[] parts = line.split("  ", 2);
      known.append(Files.size(bag.resolve(parts[1]))).append(',');
      known.append(parts[0]).append(',').append(parts[1]).append('\n');
    }
    Path hashdeep = bag.resolve("known.hashdeep");
    String head = Files.readString(hashdeep).replaceAll("(?m)^[^%#].*\n", "");
    Files.writeString(hashdeep, head + known);
  }

  /** Lists the tag files of a package anew, and seals the list. */
  void seal(Path bag) throws Exception {
    Files.writeString(bag.resolve(TAGS), listed(bag, false, "SHA-256"));
    seal(bag.resolve(TAGS), keys.sealingKey());
  }

  /** Seals a file. */
  static void seal(Path file, SealingKey key) throws IOException {
    Files.write(
        file.resolveSibling(file.getFileName() + ".p7s"),
        key.sealDetached(Files.readAllBytes(file), Story.SECOND));
  }

  /** Writes a report with its seal. */
  static Path report(Path folder, JsonNode report, SealingKey key) throws IOException {
    Files.createDirectories(folder);
    seal(Files.write(folder.resolve("report.json"), Json.canonical(report)), key);
    return folder;
  }

  private static String listed(Path bag, boolean isPayload, String algorithm) throws Exception {
    StringBuilder list = new StringBuilder();
    MessageDigest digest = MessageDigest.getInstance(algorithm);
    for (Path file : Tree.files(bag)) {
      String name = bag.relativize(file).toString().replace('\\', '/');
      if (name.startsWith("data/") == isPayload && !name.startsWith(TAGS)) {
        String hash = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        list.append(hash).append("  ").append(name).append('\n');
      }
    }
    return list.toString();
  }

  /** Writes the last line of a log otherwise, and signs the head over it. */
  void lastLine(Path custody, UnaryOperator<String> otherwise) throws IOException {
    Path log = custody.resolve("log.jsonl");
    List<String> lines = new ArrayList<>(List.of(Files.readString(log).split("\n")));
    lines.set(lines.size() - 1, otherwise.apply(lines.get(lines.size() - 1)));
    TreeHash tree = new TreeHash();
    lines.forEach(line -> tree.addLeaf(line.getBytes(StandardCharsets.UTF_8)));
    Files.writeString(log, String.join("\n", lines) + "\n");
    String origin = Files.readString(custody.resolve("log.pub")).replaceFirst("(?s)\\+.*", "");
    Files.writeString(custody.resolve("checkpoint"), head(origin, tree));
  }

  /** A head with the root of this tree. */
  String head(String origin, TreeHash tree) {
    String root = Base64.getEncoder().encodeToString(tree.root().bytes());
    String text = origin + "\n" + tree.size() + "\n" + root + "\n";
    return new String(keys.logKey().named(origin).sign(text).toBytes(), StandardCharsets.UTF_8);
  }
}
