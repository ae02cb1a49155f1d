package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.vault.Lookup;
import org.palimpsest.vault.Vault;

/**
 * The manifests of a vault in one file, so that listing a thousand snapshots does not mean reading
 * a thousand files. It is derived from them; a manifest whose file is not as it was when it was
 * listed (size and modification time) is read itself, and a check of the vault reads all of them.
 * See {@code docs/format/vault.md}.
 */
final class Listing {

  /** So many manifests may stand apart from the listing before it is written anew. */
  private static final int MOST_APART = 16;

  /** A manifest, and the state of its file. */
  private record Line(Stamp stamp, Manifest manifest, byte[] bytes, int from, int length) {
    byte[] content() {
      return Arrays.copyOfRange(bytes, from, from + length);
    }
  }

  private record Stamp(long size, Instant modifiedAt) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.size(), now.lastModifiedTime().toInstant());
    }
  }

  private final Map<String, Line> lines;
  private final boolean damaged;

  private Listing(Map<String, Line> lines, boolean damaged) {
    this.lines = lines;
    this.damaged = damaged;
  }

  /** The listing of a vault; one of nothing where there is none that can be believed. */
  static Listing read(Vault vault) throws IOException {
    Optional<byte[]> content = Lookup.SNAPSHOTS.read(vault);
    Map<String, Line> lines = content.isEmpty() ? null : parse(content.get());
    return lines == null
        ? new Listing(Map.of(), Lookup.SNAPSHOTS.exists(vault))
        : new Listing(lines, false);
  }

  private static @Nullable Map<String, Line> parse(byte[] content) {
    try {
      ByteBuffer in = ByteBuffer.wrap(content);
      int count = in.getInt();
      int at = in.getInt();
      Map<String, Line> lines = new HashMap<>();
      for (int i = 0; i < count; i++) {
        String name = hash(in).hex();
        String id = hash(in).hex();
        Stamp stamp = new Stamp(in.getLong(), instant(in));
        Instant takenAt = instant(in);
        Instant asOf = instant(in);
        Sha256 root = hash(in);
        boolean complete = in.get() == 1;
        long messages = in.getLong();
        byte[] label = new byte[in.getShort() & 0xffff];
        in.get(label);
        int length = in.getInt();
        if (length < 0 || at < 0 || length > content.length - at) {
          return null;
        }
        int from = at;
        Manifest manifest =
            Manifest.listed(
                id,
                new Manifest.Head(
                    new String(label, StandardCharsets.UTF_8),
                    takenAt,
                    asOf,
                    complete,
                    root,
                    messages),
                () -> json(content, from, length));
        lines.put(name, new Line(stamp, manifest, content, from, length));
        at += length;
      }
      return lines;
    } catch (BufferUnderflowException | DateTimeException e) {
      return null;
    }
  }

  private static Sha256 hash(ByteBuffer in) {
    byte[] hash = new byte[Sha256.LENGTH];
    in.get(hash);
    return Sha256.ofHash(hash);
  }

  private static Instant instant(ByteBuffer in) {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  /** Only manifests that could be read are listed, and the listing has the hash of its bytes. */
  private static JsonNode json(byte[] content, int from, int length) {
    try {
      return Json.read(Arrays.copyOfRange(content, from, from + length));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a listed manifest is none", e);
    }
  }

  /** The manifest of a file, if that is as it was when it was listed. */
  Optional<Manifest> find(Path file, String name) throws IOException {
    Line line = lines.get(name);
    return line != null && line.stamp().equals(Stamp.of(file))
        ? Optional.of(line.manifest())
        : Optional.empty();
  }

  /** Whether it says nothing of a manifest, or what its bytes say. */
  boolean agrees(String name, Manifest manifest) {
    Line line = lines.get(name);
    return line == null
        || (line.manifest().id().equals(manifest.id())
            && line.manifest().head().equals(manifest.head())
            && Sha256.of(line.content()).hex().equals(manifest.id()));
  }

  boolean isDamaged() {
    return damaged;
  }

  int size() {
    return lines.size();
  }

  /**
   * Writes it anew when many manifests stand apart from it, when it names one that is gone, and
   * when it cannot be believed. The caller holds the lock.
   *
   * @param files all manifests
   */
  void bringUpToDate(Vault vault, List<Path> files) throws IOException {
    Set<String> there = new HashSet<>();
    int apart = 0;
    for (Path file : files) {
      String name = Snapshots.stem(file);
      there.add(name);
      apart += find(file, name).isPresent() ? 0 : 1;
    }
    if (apart >= MOST_APART || !there.containsAll(lines.keySet()) || damaged) {
      write(vault, files);
    }
  }

  private void write(Vault vault, List<Path> files) throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    ByteArrayOutputStream manifests = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(rows);
    int count = 0;
    for (Path file : files) {
      String name = Snapshots.stem(file);
      Stamp stamp = Stamp.of(file);
      Line line = lines.get(name);
      byte[] bytes;
      Manifest manifest;
      if (!Sha256.isHex(name)) {
        continue;
      }
      if (line != null && line.stamp().equals(stamp)) {
        bytes = line.content();
        manifest = line.manifest();
      } else {
        try {
          bytes = vault.manifest(Files.readAllBytes(file));
          manifest = Manifest.read(bytes);
        } catch (IOException | MalformedJsonException e) {
          // A check of the vault says what is wrong with it; it stays out of the listing.
          continue;
        }
        if (!vault.manifestName(manifest.id()).equals(name)) {
          continue;
        }
      }
      out.write(Sha256.parse(name).bytes());
      out.write(Sha256.parse(manifest.id()).bytes());
      out.writeLong(stamp.size());
      instant(out, stamp.modifiedAt());
      instant(out, manifest.takenAt());
      instant(out, manifest.asOf());
      out.write(manifest.root().bytes());
      out.writeByte(manifest.complete() ? 1 : 0);
      out.writeLong(manifest.count("messages"));
      byte[] label = manifest.device().getBytes(StandardCharsets.UTF_8);
      out.writeShort(label.length);
      out.write(label);
      out.writeInt(bytes.length);
      manifests.write(bytes);
      count++;
    }
    ByteBuffer content = ByteBuffer.allocate(8 + rows.size() + manifests.size());
    content.putInt(count).putInt(8 + rows.size());
    content.put(rows.toByteArray()).put(manifests.toByteArray());
    Lookup.SNAPSHOTS.write(vault, content.array());
  }

  private static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }
}
