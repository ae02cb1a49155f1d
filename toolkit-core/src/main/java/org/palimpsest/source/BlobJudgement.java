package org.palimpsest.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.palimpsest.backup.Decryptor;
import org.palimpsest.backup.Fault;
import org.palimpsest.backup.Integrity;
import org.palimpsest.backup.ManifestEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.EvidenceSink.Kept;
import org.palimpsest.sqlite.Wal;

/**
 * What the bytes of a file tell, once they were read.
 *
 * <p>The phone notes a database's size before it copies it and merges its log while it copies, so
 * the size of a database says nothing: its own header does. Of any other file a size that differs
 * means that it was cut off, or changed while it was copied.
 */
final class BlobJudgement {

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SHA1_LENGTH = 20;

  private final WantedFile file;
  private final ManifestEntry entry;
  private final Integrity integrity;
  private final boolean encrypted;

  BlobJudgement(WantedFile file, Integrity integrity, boolean encrypted) {
    this.file = file;
    this.entry = file.entry();
    this.integrity = integrity;
    this.encrypted = encrypted;
  }

  static boolean isDatabase(byte[] start) {
    return start.length >= SQLITE.length
        && Arrays.equals(start, 0, SQLITE.length, SQLITE, 0, SQLITE.length);
  }

  private void add(Fault fault, String detail) {
    integrity.add(fault, entry.place(), detail, file.inScope());
  }

  /** Whether the phone's digest of a file is one that its SHA-1 has to be compared with. */
  static boolean needsSha1(WantedFile file) {
    byte[] digest = file.entry().digest();
    return digest != null && digest.length == SHA1_LENGTH;
  }

  /** Notes what is wrong; returns whether the content can be given its place. */
  boolean isReadable(Kept kept, BlobStream blob) {
    digest(kept, blob);
    boolean sound = encrypted ? decrypts(kept, blob) : isThere(kept);
    if (sound && entry.trouble().isEmpty()) {
      size(blob);
    }
    if (sound && file.role() == Role.WAL && blob.contentSize() > 0) {
      add(Fault.LOG_PRESENT, "");
      // SQLite would pass over a log that does not begin as one, and with it over the newest rows.
      if (!Wal.isHeader(blob.start())) {
        add(Fault.LOG_DAMAGED, "");
      }
    }
    return sound && file.hasPlace();
  }

  private void digest(Kept kept, BlobStream blob) {
    byte[] digest = entry.digest();
    if (digest == null) {
      integrity.addAbsentDigest();
    } else if (digest.length != SHA1_LENGTH && digest.length != Sha256.LENGTH) {
      add(Fault.DIGEST_UNKNOWN, digest.length + " bytes");
    } else if (MessageDigest.isEqual(
        digest, digest.length == SHA1_LENGTH ? blob.storedSha1() : kept.sha256().bytes())) {
      integrity.addRightDigest();
    } else {
      add(Fault.DIGEST_WRONG, digest.length == SHA1_LENGTH ? "SHA-1" : "SHA-256");
    }
  }

  private boolean isThere(Kept kept) {
    if (kept.size() == 0 && entry.size() > 0) {
      add(Fault.BLOB_EMPTY, "");
      return false;
    }
    return true;
  }

  private boolean decrypts(Kept kept, BlobStream blob) {
    if (kept.size() == 0) {
      add(Fault.BLOB_EMPTY, "");
      return false;
    }
    if (kept.size() % Decryptor.BLOCK != 0) {
      add(Fault.BLOB_LENGTH, "no whole number of cipher blocks");
      return false;
    }
    if (!file.usable()) {
      return false;
    }
    if (!blob.sound()) {
      boolean cut = kept.size() < (entry.size() / Decryptor.BLOCK + 1) * Decryptor.BLOCK;
      add(
          cut ? Fault.BLOB_LENGTH : Fault.PADDING_WRONG,
          cut ? "cut off: it does not decrypt to an end" : "");
      return false;
    }
    return true;
  }

  private void size(BlobStream blob) {
    byte[] start = blob.start();
    if (isDatabase(start) && start.length >= 32) {
      if (blob.contentSize() < databaseSize(start)) {
        add(Fault.BLOB_LENGTH, "the database is shorter than its header says");
      } else if (blob.contentSize() != entry.size()) {
        add(Fault.SIZE_DIFFERS, "");
      }
    } else if (blob.contentSize() != entry.size()) {
      add(
          Fault.BLOB_LENGTH,
          blob.contentSize() < entry.size()
              ? "shorter than the manifest says"
              : "longer than the manifest says");
    }
  }

  /** Page size times page count, by the header. */
  private static long databaseSize(byte[] start) {
    ByteBuffer header = ByteBuffer.wrap(start);
    int page = header.getShort(16) & 0xffff;
    long pages = header.getInt(28) & 0xffffffffL;
    return pages * (page == 1 ? 65_536 : page);
  }
}
