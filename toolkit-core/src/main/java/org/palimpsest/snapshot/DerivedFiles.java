package org.palimpsest.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.backup.DecryptedBytes;
import org.palimpsest.backup.DecryptingStream;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.AttachmentTree;
import org.palimpsest.source.DerivedFile;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/** The files of a snapshot that are made from others when they are needed. */
final class DerivedFiles {

  private DerivedFiles() {}

  /** The list of them; empty when the source was no backup. */
  static List<DerivedFile> read(List<EvidenceFile> files, EvidenceObjects objects)
      throws VaultException, IOException {
    Optional<EvidenceFile> list =
        files.stream().filter(file -> file.role() == Role.DERIVED).findFirst();
    if (list.isEmpty()) {
      return List.of();
    }
    try (ObjectBytes bytes = objects.open(list.get().sha256());
        InputStream in = bytes.stream()) {
      return DerivedFile.readList(in);
    }
  }

  /** The attachments of a snapshot, those that are derived too, with what is known of them. */
  static AttachmentTree attachments(
      boolean collected,
      List<EvidenceFile> files,
      Map<Sha256, String> types,
      EvidenceObjects objects)
      throws VaultException, IOException {
    List<EvidenceFile> all = new ArrayList<>(files);
    Map<Sha256, String> typesOfAll = new HashMap<>(types);
    for (DerivedFile file : read(files, objects)) {
      if (file.role() == Role.ATTACHMENT) {
        all.add(file.asEvidence());
        file.type().ifPresent(type -> typesOfAll.put(file.sha256(), type));
      }
    }
    return new AttachmentTree(collected, all, typesOfAll);
  }

  /** Opens the content of one; closing the stream closes what it reads from. */
  static InputStream open(DerivedFile file, EvidenceObjects objects)
      throws VaultException, IOException {
    ObjectBytes bytes = objects.open(file.from());
    InputStream stored = closing(bytes);
    if (file.key().isEmpty()) {
      return stored;
    }
    return file.padded()
        ? new DecryptingStream(stored, file.key().get())
        : new UnpaddedStream(bytes, file.key().get());
  }

  static InputStream closing(ObjectBytes bytes) {
    return new FilterInputStream(bytes.stream()) {
      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }

  /** The content of a file that was encrypted without a padding, as some hosts do a manifest. */
  private static final class UnpaddedStream extends InputStream {
    private final ObjectBytes bytes;
    private final DecryptedBytes plain;
    private long position;

    UnpaddedStream(ObjectBytes bytes, byte[] key) throws IOException {
      this.bytes = bytes;
      this.plain = new DecryptedBytes(bytes, key);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      int count = (int) Math.min(length, plain.size() - position);
      if (count <= 0) {
        return -1;
      }
      plain.read(position, target, at, count);
      position += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
