package org.palimpsest.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.palimpsest.backup.BackupManifest;
import org.palimpsest.backup.ClassKeys;
import org.palimpsest.backup.DatabaseManifest;
import org.palimpsest.backup.DecryptedBytes;
import org.palimpsest.backup.DecryptingStream;
import org.palimpsest.backup.Fault;
import org.palimpsest.backup.Integrity;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.backup.MessagesScope;
import org.palimpsest.backup.RecordManifest;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.FileTypes;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.EvidenceSink.Kept;
import org.palimpsest.source.SourceStream.SourceFailedException;
import org.palimpsest.sqlite.ByteSource;

/**
 * Captures a phone's backup. Its plists and manifest are kept first and read from what was kept, so
 * that everything that follows rests on captured bytes. Each file is kept as it lies, hashed for
 * the phone's digest, decrypted and its content hashed in one pass. The store and the preference
 * files are kept as content too; everything else is listed with what it takes to make it again.
 */
public final class BackupCapturing {

  private static final String AS_FOUND = "Backup/";
  private static final String KEYS = "Keys/class-keys.json";
  private static final String LIST = "Derived/files.jsonl";

  private final BackupSource source;
  private final BackupSink sink;
  private final int threads;
  private final Progress progress;
  private boolean takesContacts = true;
  private final Integrity integrity = new Integrity();
  private final List<EvidenceFile> files = Collections.synchronizedList(new ArrayList<>());
  private final List<DerivedFile> derived = Collections.synchronizedList(new ArrayList<>());
  private final List<String> unreadable = Collections.synchronizedList(new ArrayList<>());

  /**
   * Prepares a capture.
   *
   * @param threads that read files at once
   * @param progress hears how much is to be read, and how much of it was
   */
  public BackupCapturing(BackupSource source, BackupSink sink, int threads, Progress progress) {
    this.source = source;
    this.sink = sink;
    this.threads = threads;
    this.progress = progress;
  }

  /** Leaves the address book where it is, unless everything is taken. */
  public BackupCapturing withoutContacts() {
    takesContacts = false;
    return this;
  }

  /**
   * Captures what is in scope.
   *
   * @throws UnreadableSourceException if the backup is locked, its manifest cannot be read, or it
   *     holds no store that can
   */
  public Capture run() throws IOException, InterruptedException, UnreadableSourceException {
    if (source.isLocked()) {
      throw new UnreadableSourceException(
          "the backup is encrypted and no password was given",
          "name a file that holds it with --password-file, or a command with --password-command");
    }
    Map<String, String> before = state();
    BackupListing listing = BackupListing.of(source.folder());
    Map<String, Kept> own = keepOwn(listing);
    BackupRows rows;
    // The first files are read while the manifest still is.
    try (BlobReaders readers = new BlobReaders(threads, progress, this::take)) {
      rows = new BackupRows(source, listing, integrity, takesContacts, readers::begin);
      readManifest(own, rows);
      rows.finish();
      readers.finish();
    }
    boolean still = before.equals(state());
    if (!still) {
      integrity.add(
          Fault.UNFINISHED, BackupSource.STATUS, "the backup was written while it was read", true);
    }
    storeMustBeThere(rows);
    keepKeys();
    List<EvidenceFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(EvidenceFile::path));
    derived.sort(Comparator.comparing(DerivedFile::path));
    return new Capture(
        List.copyOf(sorted),
        still,
        still,
        1,
        true,
        rows.absent(),
        List.copyOf(new TreeSet<>(unreadable)),
        List.copyOf(derived),
        Optional.of(facts(rows)),
        contacts(),
        0);
  }

  private Optional<Capture.Contacts> contacts() {
    if (!takesContacts) {
      return Optional.empty();
    }
    long databases =
        files.stream()
            .filter(file -> file.role() == Role.CONTACTS && file.path().endsWith("db"))
            .count();
    List<String> unread =
        unreadable.stream().filter(MessagesScope::isContactsPlace).distinct().sorted().toList();
    return Optional.of(new Capture.Contacts((int) databases, 0, unread));
  }

  private BackupFacts facts(BackupRows rows) {
    return new BackupFacts(
        source.era(),
        source.scheme(),
        source.everything(),
        files.stream().anyMatch(file -> file.role() == Role.CONTACTS),
        source.plists(),
        rows.figures(),
        integrity,
        source.date(),
        source.dateBasis());
  }

  /** Size and time of what a running backup would change. */
  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    for (String name :
        List.of(BackupSource.STATUS, BackupSource.DATABASE, BackupSource.RECORDS, "Snapshot")) {
      Path file = source.folder().resolve(name);
      try {
        BasicFileAttributes is =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        state.put(name, is.size() + " " + is.lastModifiedTime());
      } catch (NoSuchFileException e) {
        state.put(name, "absent");
      }
    }
    return state;
  }

  private Map<String, Kept> keepOwn(BackupListing listing)
      throws IOException, UnreadableSourceException {
    Map<String, Kept> own = new TreeMap<>();
    for (String name : listing.own()) {
      Path file = source.folder().resolve(name);
      BasicFileAttributes is =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      progress.expect(is.size());
      try (SourceStream in =
          new SourceStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), progress)) {
        Kept kept = in.keptBy(sink, in, Role.BACKUP);
        own.put(name, kept);
        addFile(AS_FOUND + name, Role.BACKUP, kept, is.lastModifiedTime().toInstant());
      } catch (SourceFailedException e) {
        throw failed();
      }
    }
    return own;
  }

  private static UnreadableSourceException failed() {
    return new UnreadableSourceException(
        "the disk or share of the backup failed while it was read",
        "check that disk, or copy the backup to another one and name the copy");
  }

  private void addFile(String path, Role role, Kept kept, Instant modifiedAt) {
    files.add(new EvidenceFile(path, role, kept.size(), modifiedAt, kept.sha256()));
  }

  private void readManifest(Map<String, Kept> own, BackupRows rows)
      throws IOException, UnreadableSourceException {
    boolean database = source.era() == BackupSource.Era.MANIFEST_DB;
    Kept kept = own.get(database ? BackupSource.DATABASE : BackupSource.RECORDS);
    if (kept == null) {
      throw new UnreadableSourceException(
          "the backup went away while it was read", "check that its disk stays mounted");
    }
    try (BackupSink.Opened bytes = sink.open(kept)) {
      ByteSource plain = source.manifestEncrypted() ? decrypted(bytes, kept) : bytes;
      BackupManifest manifest =
          database ? DatabaseManifest.open(plain) : RecordManifest.open(() -> stream(plain));
      manifest.visit(
          rows,
          damage -> integrity.add(Fault.MANIFEST_DAMAGED, source.era().words(), damage, true));
    } catch (MalformedBackupException e) {
      throw new UnreadableSourceException(
          "the manifest of the backup cannot be used: " + e.why(),
          "copy the whole backup folder again, or make a new backup");
    }
  }

  /** An encrypted manifest; it can be made again like a file. */
  private ByteSource decrypted(ByteSource ciphertext, Kept kept)
      throws IOException, UnreadableSourceException {
    ClassKeys keys = source.keys().orElseThrow();
    Optional<byte[]> key = source.plists().manifestKey().flatMap(keys::unwrap);
    if (key.isEmpty()) {
      throw new UnreadableSourceException(
          "the key of the backup's manifest does not pass its check: Manifest.plist is damaged",
          "copy the whole backup folder again, or make a new backup");
    }
    DecryptedBytes plain = new DecryptedBytes(ciphertext, key.get());
    java.security.MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[1 << 16];
    for (long at = 0; at < plain.size(); at += buffer.length) {
      int count = (int) Math.min(buffer.length, plain.size() - at);
      plain.read(at, buffer, 0, count);
      digest.update(buffer, 0, count);
    }
    derived.add(
        new DerivedFile(
            BackupSource.DATABASE,
            Role.BACKUP,
            plain.size(),
            source.date().orElse(Instant.EPOCH),
            Sha256.finish(digest),
            kept.sha256(),
            key,
            plain.size() < kept.size(),
            Optional.empty()));
    return plain;
  }

  private static InputStream stream(ByteSource bytes) {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int at, int length) throws IOException {
        int count = (int) Math.min(length, bytes.size() - position);
        if (count <= 0) {
          return length == 0 ? 0 : -1;
        }
        bytes.read(position, target, at, count);
        position += count;
        return count;
      }
    };
  }

  /** Takes one file; a failure of the sink is thrown, one of the source is noted. */
  private void take(WantedFile file) throws IOException {
    Path path = file.blob().path();
    String found = AS_FOUND + Capturing.relative(source.folder(), path);
    Instant modified;
    InputStream opened;
    try {
      modified =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .lastModifiedTime()
              .toInstant();
      opened = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      unreadable.add(file.entry().place());
      integrity.add(Fault.BLOB_UNREADABLE, file.entry().place(), "", file.inScope());
      return;
    }
    try (SourceStream in = new SourceStream(opened, progress);
        BlobStream blob = new BlobStream(in, file.key(), BlobJudgement.needsSha1(file))) {
      Kept kept = in.keptBy(sink, blob, Role.BACKUP);
      addFile(found, Role.BACKUP, kept, modified);
      BlobJudgement judgement = new BlobJudgement(file, integrity, source.encrypted());
      if (!judgement.isReadable(kept, blob)) {
        unreadable.add(file.entry().place());
        return;
      }
      place(file, kept, blob);
    } catch (SourceFailedException e) {
      unreadable.add(file.entry().place());
      integrity.add(Fault.BLOB_UNREADABLE, file.entry().place(), "", file.inScope());
    }
  }

  /** Gives the content its place on the phone. */
  private void place(WantedFile file, Kept kept, BlobStream blob) throws IOException {
    byte[] key = file.key();
    Role role = file.role();
    Instant modified = file.entry().modifiedAt();
    String place = file.entry().place();
    if (role != Role.ATTACHMENT && role != Role.BACKUP) {
      Kept content = key == null ? kept : content(kept, key);
      addFile(place, role, content, modified);
      return;
    }
    Sha256 sha256 = key == null ? kept.sha256() : blob.contentSha256();
    derived.add(
        new DerivedFile(
            place,
            role,
            blob.contentSize(),
            modified,
            sha256,
            kept.sha256(),
            Optional.ofNullable(key),
            true,
            role == Role.ATTACHMENT
                ? Optional.ofNullable(FileTypes.of(blob.start()))
                : Optional.empty()));
  }

  /** Keeps the content too, decrypted from what was kept. */
  private Kept content(Kept kept, byte[] key) throws IOException {
    try (BackupSink.Opened bytes = sink.open(kept);
        InputStream plain = new DecryptingStream(stream(bytes), key)) {
      return sink.keep(plain);
    }
  }

  private void storeMustBeThere(BackupRows rows) throws UnreadableSourceException {
    if (files.stream().anyMatch(file -> file.role() == Role.DATABASE)) {
      return;
    }
    if (integrity.found().stream()
        .anyMatch(
            found ->
                found.fault() == Fault.BLOB_MISSING && found.place().equals(MessagesScope.STORE))) {
      throw new UnreadableSourceException(
          "the manifest of the backup lists the Messages store, and its file does not lie in the"
              + " folder (blob-missing)",
          "copy the whole backup folder again, or make a new backup");
    }
    boolean listed = !rows.absent().contains(MessagesScope.STORE);
    if (!listed && source.holdsStore()) {
      throw new UnreadableSourceException(
          "a file under the name of the Messages store lies in the backup's folder, and the"
              + " manifest does not list it (blob-not-listed), so nothing says that it is the store",
          "keep this backup as it is, and copy the whole backup folder again or make a new backup");
    }
    if (listed || unreadable.contains(MessagesScope.STORE)) {
      throw new UnreadableSourceException(
          "the store in the backup cannot be read: " + reason(),
          "copy the whole backup folder again, or make a new backup");
    }
    throw new AbsentStoreException(facts(rows));
  }

  private String reason() {
    String reasons =
        integrity.found().stream()
            .filter(found -> found.place().equals(MessagesScope.STORE))
            .filter(found -> found.fault().gravity() != Fault.Gravity.NOTE)
            .map(
                found ->
                    found.fault().word() + (found.detail().isEmpty() ? "" : ", " + found.detail()))
            .distinct()
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? "its row names no file" : reasons;
  }

  private void keepKeys() throws IOException {
    if (source.keys().isPresent()) {
      byte[] keys = source.keys().get().toJson();
      Kept kept = sink.keep(new ByteArrayInputStream(keys));
      addFile(KEYS, Role.KEYS, kept, Instant.EPOCH);
    }
    derived.sort(Comparator.comparing(DerivedFile::path));
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (DerivedFile file : derived) {
      list.writeBytes(file.toLine());
      list.write('\n');
    }
    addFile(
        LIST, Role.DERIVED, sink.keep(new ByteArrayInputStream(list.toByteArray())), Instant.EPOCH);
  }
}
