package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.digest.Sha256;

/**
 * A file that says in one what many files say one by one, so that nothing slows down as they get
 * many. It is derived and never evidence: it holds the hash of its own bytes, without which nothing
 * in it is believed; where it is absent or damaged, the many files are read; and a check of the
 * vault reads these anyway and compares.
 */
public final class Lookup {

  /** The folder of a vault that holds them. */
  static final String FOLDER = "lookup";

  /** Over the indexes of packs. */
  static final Lookup OBJECTS = new Lookup("objects");

  /** Over the manifests of snapshots. */
  public static final Lookup SNAPSHOTS = new Lookup("snapshots");

  private static final byte[] MAGIC = "PLlook2\n".getBytes(StandardCharsets.US_ASCII);

  /** The first kind had the hash of the content, which not every bit of its frame changes. */
  private static final byte[] FIRST = "PLlook1\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEAD = MAGIC.length + Sha256.LENGTH;
  private static final int LEVEL = 1;

  /** Room for ten million objects. */
  private static final long MOST = 1L << 30;

  private final String name;

  private Lookup(String name) {
    this.name = name;
  }

  Path file(Vault vault) {
    return vault.folder().resolve(FOLDER).resolve(name);
  }

  /** Whether there is such a file, sound or not. */
  public boolean exists(Vault vault) {
    return Files.exists(file(vault));
  }

  /** Its content; empty when the file is absent, and when it is not what it was. */
  public Optional<byte[]> read(Vault vault) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file(vault));
    } catch (IOException e) {
      // A disk that cannot read it may still read the many files.
      return Optional.empty();
    }
    Sealing sealing = vault.sealing();
    try {
      return content(sealing == null ? bytes : sealing.openFile(Sealing.LOOKUP, bytes));
    } catch (DamagedObjectException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> content(byte[] file) {
    if (file.length < HEAD) {
      return Optional.empty();
    }
    boolean first = Arrays.equals(file, 0, FIRST.length, FIRST, 0, FIRST.length);
    byte[] frame = Arrays.copyOfRange(file, HEAD, file.length);
    Sha256 hash = Sha256.ofHash(file, MAGIC.length);
    if (!first
        && !(Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
            && Sha256.of(frame).equals(hash))) {
      return Optional.empty();
    }
    long size = Zstd.getFrameContentSize(frame);
    if (size < 0 || size > MOST) {
      return Optional.empty();
    }
    byte[] content = new byte[(int) size];
    try {
      if (Zstd.decompressByteArray(content, 0, content.length, frame, 0, frame.length) != size) {
        return Optional.empty();
      }
    } catch (ZstdException e) {
      return Optional.empty();
    }
    return first && !Sha256.of(content).equals(hash) ? Optional.empty() : Optional.of(content);
  }

  /** Writes it anew, in one step; the caller holds the lock. */
  public void write(Vault vault, byte[] content) throws IOException {
    byte[] frame = Zstd.compress(content, LEVEL);
    ByteBuffer file = ByteBuffer.allocate(HEAD + frame.length);
    file.put(MAGIC).put(Sha256.of(frame).bytes()).put(frame);
    Sealing sealing = vault.sealing();
    Path target = file(vault);
    Files.createDirectories(vault.folder().resolve(FOLDER));
    Durable.write(
        target, sealing == null ? file.array() : sealing.sealFile(Sealing.LOOKUP, file.array()));
  }

  /** Its name within the vault. */
  @Override
  public String toString() {
    return FOLDER + "/" + name;
  }
}
