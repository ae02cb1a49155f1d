package org.palimpsest.bag;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.digest.Sha256;

/** Writes a bag into a folder that is new. File names are ASCII and of this program's making. */
public final class BagWriter {

  static final String PAYLOAD = "data/";
  static final String TAGS = "tagmanifest-sha256.txt";
  static final String SEAL = TAGS + ".p7s";
  static final String DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

  private final Path folder;
  private final Map<String, Listed> listed = new TreeMap<>();

  private record Listed(long size, String sha256, String sha512) {}

  /** Seals the list of everything else. */
  @FunctionalInterface
  public interface Sealer<X extends Exception> {
    /** A detached seal over {@code content}. */
    byte[] seal(byte[] content) throws X;
  }

  /** A writer into {@code folder}, which exists and is empty. */
  public BagWriter(Path folder) {
    this.folder = folder;
  }

  /** Adds a file; under {@code data/} it is payload, elsewhere a tag file. */
  public void add(String path, InputStream content) throws IOException {
    if (!path.matches(BagFiles.PATH) || listed.containsKey(path)) {
      throw new IllegalArgumentException("not a name for a file of a bag");
    }
    Path target = folder.resolve(path);
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    MessageDigest sha256 = Sha256.newDigest();
    MessageDigest sha512 = sha512();
    long size = 0;
    byte[] buffer = new byte[1 << 20];
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        out.write(buffer, 0, count);
        sha256.update(buffer, 0, count);
        sha512.update(buffer, 0, count);
        size += count;
      }
    }
    HexFormat hex = HexFormat.of();
    listed.put(
        path, new Listed(size, hex.formatHex(sha256.digest()), hex.formatHex(sha512.digest())));
  }

  /** Adds a small file. */
  public void add(String path, byte[] content) throws IOException {
    add(path, new ByteArrayInputStream(content));
  }

  static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /**
   * Writes the lists and seals them.
   *
   * @param info lines of {@code bag-info.txt}, by label
   * @return the tag manifest, whose hash stands for the whole bag
   */
  public <X extends Exception> byte[] finish(Map<String, String> info, Sealer<X> sealer)
      throws IOException, X {
    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    HashdeepList known = new HashdeepList();
    long bytes = 0;
    long files = 0;
    for (Map.Entry<String, Listed> each : listed.entrySet()) {
      Listed file = each.getValue();
      if (each.getKey().startsWith(PAYLOAD)) {
        first.append(file.sha256()).append("  ").append(each.getKey()).append('\n');
        second.append(file.sha512()).append("  ").append(each.getKey()).append('\n');
        known.add(file.size(), file.sha256(), each.getKey());
        bytes += file.size();
        files++;
      }
    }
    StringBuilder about = new StringBuilder();
    Map<String, String> labels = new TreeMap<>(info);
    labels.put("Payload-Oxum", bytes + "." + files);
    labels.forEach(
        (label, value) ->
            about.append(label).append(": ").append(value.replaceAll("\\s+", " ")).append('\n'));
    add("bagit.txt", utf8(DECLARATION));
    add("bag-info.txt", utf8(about.toString()));
    add("manifest-sha256.txt", utf8(first.toString()));
    add("manifest-sha512.txt", utf8(second.toString()));
    add(HashdeepList.NAME, known.toBytes());
    StringBuilder tags = new StringBuilder();
    listed.forEach(
        (path, file) -> {
          if (!path.startsWith(PAYLOAD)) {
            tags.append(file.sha256()).append("  ").append(path).append('\n');
          }
        });
    byte[] manifest = utf8(tags.toString());
    Files.write(folder.resolve(TAGS), manifest, StandardOpenOption.CREATE_NEW);
    Files.write(folder.resolve(SEAL), sealer.seal(manifest), StandardOpenOption.CREATE_NEW);
    return manifest;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
