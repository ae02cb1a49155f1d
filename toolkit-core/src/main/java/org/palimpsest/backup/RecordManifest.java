package org.palimpsest.backup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.ManifestEntry.Kind;

/**
 * {@code Manifest.mbdb} of iOS 9 and earlier: {@code mbdb}, two bytes, and records till the end.
 * Numbers are big-endian; a text or data has a length of two bytes, {@code ffff} for none. Records
 * have no marks, so what follows a damaged one cannot be read.
 */
public final class RecordManifest implements BackupManifest {

  private static final byte[] MAGIC = {'m', 'b', 'd', 'b'};
  private static final int NONE = 0xffff;
  private static final int TYPE = 0xf000;

  /** Opens the bytes of the manifest anew. */
  @FunctionalInterface
  public interface Opening {
    /** A stream from the first byte on. */
    InputStream open() throws IOException;
  }

  private final Opening opening;

  private RecordManifest(Opening opening) {
    this.opening = opening;
  }

  /**
   * Opens a manifest.
   *
   * @throws MalformedBackupException if it does not begin as one
   */
  public static RecordManifest open(Opening opening) throws MalformedBackupException, IOException {
    try (InputStream in = opening.open()) {
      byte[] start = in.readNBytes(6);
      if (start.length < 6 || !java.util.Arrays.equals(start, 0, 4, MAGIC, 0, 4)) {
        throw new MalformedBackupException(
            start.length == 0 ? "Manifest.mbdb is empty" : "Manifest.mbdb is no such manifest");
      }
    }
    return new RecordManifest(opening);
  }

  @Override
  public void visit(Visitor visitor, Consumer<String> damage) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(opening.open(), 1 << 16))) {
      in.readNBytes(6);
      for (int first = in.read(); first >= 0; first = in.read()) {
        ManifestEntry entry;
        try {
          entry = record(in, first);
        } catch (EOFException e) {
          damage.accept("Manifest.mbdb ends within a record");
          return;
        }
        visitor.visit(entry);
      }
    }
  }

  private static ManifestEntry record(DataInputStream in, int first) throws IOException {
    String domain = text(data(in, (first << 8) | in.readUnsignedByte()));
    String path = text(data(in));
    data(in); // Target of a link, which is never followed.
    byte[] digest = data(in);
    byte[] key = data(in);
    int mode = in.readUnsignedShort();
    in.readLong(); // Inode.
    in.readLong(); // Owner and group.
    long modified = in.readInt() & 0xffffffffL;
    in.readLong(); // Changed and born.
    long size = in.readLong();
    in.readUnsignedByte(); // Protection class, which the key repeats.
    int attributes = in.readUnsignedByte();
    for (int i = 0; i < 2 * attributes; i++) {
      data(in);
    }
    Kind kind =
        switch (mode & TYPE) {
          case 0x8000 -> Kind.FILE;
          case 0x4000 -> Kind.FOLDER;
          case 0xa000 -> Kind.LINK;
          default -> Kind.UNKNOWN;
        };
    return new ManifestEntry(
        FileId.of(domain, path),
        domain,
        path,
        kind,
        size,
        Instant.ofEpochSecond(modified),
        digest,
        key,
        size < 0 ? "its size is negative" : "");
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] data(DataInputStream in) throws IOException {
    return data(in, in.readUnsignedShort());
  }

  private static byte @Nullable [] data(DataInputStream in, int length) throws IOException {
    if (length == NONE) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
