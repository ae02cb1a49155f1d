package org.palimpsest.custody;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.AppendRefusedException.Reason;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.ConsistencyProof;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Durable;
import org.palimpsest.vault.LineSeal;
import org.palimpsest.verdict.Check;

/**
 * A custody log in a folder: {@code log.jsonl}, {@code checkpoint} and {@code log.pub}.
 *
 * <p>An append writes the line in one write behind the last, makes it durable, then replaces the
 * checkpoint in one step. So a crash leaves the log as before, or with a half-written last line
 * (reported; nothing is appended until {@link #setAsideHalfWrittenLine} is called on purpose), or
 * with a whole line that no checkpoint covers yet (the next append covers it after checking that
 * the old checkpoint is a prefix). Appending in one process hashes the log once, then only what it
 * adds. Readers take no lock. Safe for use by several threads.
 */
public final class CustodyLog {

  private static final String LOG = "log.jsonl";
  private static final String CHECKPOINT = "checkpoint";
  private static final String PUBLIC_KEY = "log.pub";
  private static final List<String> FILES = List.of(PUBLIC_KEY, LOG, CHECKPOINT);
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path folder;
  private final @Nullable LineSeal seal;
  private @Nullable Tail tail;
  private @Nullable Seen seen;

  /** What an append needs to know of everything before it. */
  private record Tail(long length, TreeHash tree, Sha256 lastHash, byte[] checkpoint) {}

  /** The file as it was read last, and what was read of it. */
  private record Seen(byte[] file, LogLines lines) {}

  private CustodyLog(Path folder, @Nullable LineSeal seal) {
    this.folder = folder;
    this.seal = seal;
  }

  /**
   * Makes a log without entries, with a checkpoint that says so.
   *
   * @param origin name of the log, a schema-less URL without spaces or plus; the key signs under it
   * @throws FileAlreadyExistsException if there is a log; it is left as it is
   */
  public static CustodyLog create(Path folder, String origin, LogKey key) throws IOException {
    return create(folder, origin, key, null);
  }

  /**
   * The same, with lines that are sealed one by one. Chain, tree and checkpoint are over the lines
   * as they were before.
   */
  public static CustodyLog create(Path folder, String origin, LogKey key, @Nullable LineSeal seal)
      throws IOException {
    LogKey own = key.named(origin);
    Files.createDirectories(folder);
    for (String name : FILES) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
      }
    }
    DurableFile.create(
        folder.resolve(PUBLIC_KEY),
        (own.verifier().text() + "\n").getBytes(StandardCharsets.UTF_8));
    DurableFile.create(folder.resolve(LOG), new byte[0]);
    DurableFile.create(
        folder.resolve(CHECKPOINT), Checkpoint.sign(0, TreeHash.EMPTY, own).toBytes());
    return new CustodyLog(folder, seal);
  }

  /**
   * Opens a log; nothing is verified yet and nothing is created.
   *
   * @throws NoSuchFileException if one of its three files is missing
   */
  public static CustodyLog open(Path folder) throws IOException {
    return open(folder, null);
  }

  /** Opens a log whose lines are sealed. */
  public static CustodyLog open(Path folder, @Nullable LineSeal seal) throws IOException {
    for (String name : FILES) {
      if (!Files.exists(folder.resolve(name))) {
        throw new NoSuchFileException(folder.resolve(name).toString());
      }
    }
    return new CustodyLog(folder, seal);
  }

  /**
   * Appends an entry and signs a new checkpoint over all lines.
   *
   * @return the entry in its place
   * @throws IllegalArgumentException if the entry holds what canonical JSON cannot carry, such as a
   *     lone surrogate; nothing was changed
   * @throws AppendRefusedException if the log is not as it should be; nothing was changed
   * @throws IOException if writing failed; what was written of the line is taken back
   */
  public synchronized LoggedEntry append(Entry entry, LogKey key)
      throws IOException, AppendRefusedException {
    VerifierKey expected;
    try {
      expected = publicKey();
    } catch (MalformedLogException e) {
      throw new AppendRefusedException(Reason.NOT_INTACT, e.why());
    }
    LogKey own = key.named(expected.name());
    if (!own.verifier().equals(expected)) {
      throw new AppendRefusedException(Reason.WRONG_KEY, "this key does not sign this log");
    }
    try (FileChannel log = openForAppending();
        FileLock lock = lock(log)) {
      Objects.requireNonNull(lock);
      Tail before = tail(log);
      tail = null;
      long seq = before.tree().size() + 1;
      ObjectNode members = entry.members();
      members.put("v", 1).put("seq", seq).put("prev", before.lastHash().hex());
      byte[] line = Json.canonical(members);
      byte[] written = seal == null ? line : seal.seal(line);
      byte[] ended = Arrays.copyOf(written, written.length + 1);
      ended[written.length] = '\n';
      TreeHash tree = before.tree();
      Sha256 leafHash = TreeHash.leaf(line);
      tree.addHash(leafHash);
      byte[] checkpoint = Checkpoint.sign(seq, tree.root(), own).toBytes();
      Path prepared;
      try {
        DurableFile.append(log, before.length(), ended);
        prepared = DurableFile.prepare(folder.resolve(CHECKPOINT), checkpoint);
        DurableFile.replace(prepared, folder.resolve(CHECKPOINT));
      } catch (IOException e) {
        // The caller is told that the entry is not in the log, so it must not stay there.
        try {
          DurableFile.truncate(log, before.length());
        } catch (IOException second) {
          e.addSuppressed(second);
        }
        throw e;
      }
      Durable.syncFolder(folder);
      tail = new Tail(before.length() + ended.length, tree, leafHash, checkpoint);
      return new LoggedEntry(
          seq, before.lastHash(), leafHash, entry, new String(line, StandardCharsets.UTF_8));
    }
  }

  private FileChannel openForAppending() throws IOException {
    return FileChannel.open(folder.resolve(LOG), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Locks a byte far behind the end, so that no reader is kept out where locks are mandatory. */
  private static FileLock lock(FileChannel log) throws IOException, AppendRefusedException {
    FileLock lock;
    try {
      lock = log.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new AppendRefusedException(Reason.LOCKED, "another run is appending to this log");
    }
    return lock;
  }

  private Tail tail(FileChannel log) throws IOException, AppendRefusedException {
    byte[] checkpoint = Files.readAllBytes(folder.resolve(CHECKPOINT));
    Tail known = tail;
    if (known != null
        && known.length() == log.size()
        && Arrays.equals(known.checkpoint(), checkpoint)) {
      return known;
    }
    LogLines lines = lines();
    if (lines.halfLine().length > 0) {
      throw new AppendRefusedException(
          Reason.HALF_WRITTEN, "line " + (lines.size() + 1) + " is half-written");
    }
    requirePrefix(lines, checkpoint);
    TreeHash tree = new TreeHash().addHashes(lines.flatHashes(), 0, lines.size());
    return new Tail(log.size(), tree, lines.hashBefore(lines.size() + 1), checkpoint);
  }

  /** The checkpoint must cover a prefix of the lines; those behind it must follow one another. */
  private void requirePrefix(LogLines lines, byte[] stored)
      throws IOException, AppendRefusedException {
    try {
      Checkpoint checkpoint = Checkpoint.parse(stored);
      checkpoint.verify(publicKey());
      if (checkpoint.size() > lines.size()) {
        throw new AppendRefusedException(
            Reason.NOT_INTACT,
            "line " + (lines.size() + 1) + " to line " + checkpoint.size() + " are missing");
      }
      Sha256 root = lines.root(checkpoint.size());
      if (!root.equals(checkpoint.root())) {
        throw new AppendRefusedException(
            Reason.NOT_INTACT,
            "lines 1 to " + checkpoint.size() + " are not those that were signed");
      }
      int from = Math.toIntExact(Math.max(1, checkpoint.size()));
      for (int i = from; i <= lines.size(); i++) {
        lines.readInPlace(i);
      }
    } catch (MalformedLogException | NoteRefusedException e) {
      throw new AppendRefusedException(Reason.NOT_INTACT, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Moves a half-written last line into a file of its own, {@code half-line-N}, so that appending
   * can go on. Never done unasked; the next entry should say that it was done.
   *
   * @return the file, or null if the last line is whole
   * @throws AppendRefusedException if another run is appending, or the whole lines do not verify
   */
  public synchronized @Nullable Path setAsideHalfWrittenLine()
      throws IOException, AppendRefusedException {
    try (FileChannel log = openForAppending();
        FileLock lock = lock(log)) {
      Objects.requireNonNull(lock);
      LogLines lines = lines();
      byte[] half = lines.halfLine();
      if (half.length == 0) {
        return null;
      }
      requirePrefix(lines, Files.readAllBytes(folder.resolve(CHECKPOINT)));
      Path aside = folder.resolve("half-line-" + (lines.size() + 1));
      DurableFile.create(aside, half);
      DurableFile.truncate(log, log.size() - half.length);
      return aside;
    }
  }

  /**
   * Verifies everything that the log can show.
   *
   * @param expected the key that should have signed, from where it was written down; null if none
   * @param known an older checkpoint that was kept elsewhere; null if none
   */
  public CustodyCheck verify(@Nullable VerifierKey expected, @Nullable Checkpoint known)
      throws IOException {
    // The checkpoint first: a log that grows meanwhile is then longer than it, never shorter.
    byte[] checkpoint = Files.readAllBytes(folder.resolve(CHECKPOINT));
    byte[] key = Files.readAllBytes(folder.resolve(PUBLIC_KEY));
    return new LogCheck(lines()).run(key, checkpoint, expected, known);
  }

  /**
   * Whether the log is what its checkpoint signed, and what came since follows. This hashes every
   * line and reads only those that no checkpoint covers, so it costs little in a log of many years.
   * {@link #verify} reads all of them, and says what is wrong where this is false.
   */
  public boolean isAsSigned() throws IOException {
    byte[] checkpoint = Files.readAllBytes(folder.resolve(CHECKPOINT));
    LogLines lines = lines();
    if (lines.halfLine().length > 0) {
      return false;
    }
    try {
      requirePrefix(lines, checkpoint);
      return true;
    } catch (AppendRefusedException e) {
      return false;
    }
  }

  /** Whether the log extends a checkpoint that was kept elsewhere; of the log nothing else. */
  public Check extendsKnown(Checkpoint known) throws IOException {
    byte[] key = Files.readAllBytes(folder.resolve(PUBLIC_KEY));
    return new LogCheck(lines()).runKnown(key, known);
  }

  /** Verifies without a key or checkpoint from elsewhere. */
  public CustodyCheck verify() throws IOException {
    return verify(null, null);
  }

  /** The current checkpoint, unverified: what to hand out and keep elsewhere. */
  public Checkpoint checkpoint() throws IOException, MalformedLogException {
    return Checkpoint.parse(Files.readAllBytes(folder.resolve(CHECKPOINT)));
  }

  /** The key that {@code log.pub} names. */
  public VerifierKey publicKey() throws IOException, MalformedLogException {
    try {
      return parseKey(Files.readAllBytes(folder.resolve(PUBLIC_KEY)));
    } catch (NoteRefusedException e) {
      throw new MalformedLogException(0, "log.pub is damaged: " + e.getMessage());
    }
  }

  static VerifierKey parseKey(byte[] file) throws NoteRefusedException {
    String text = new String(file, StandardCharsets.UTF_8);
    if (!text.endsWith("\n") || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), file)) {
      throw new NoteRefusedException("not one line of UTF-8");
    }
    return VerifierKey.parse(text.substring(0, text.length() - 1));
  }

  /**
   * All entries, in order.
   *
   * @throws MalformedLogException which names the first line that is no entry, is out of place or
   *     half-written
   */
  public List<LoggedEntry> entries() throws IOException, MalformedLogException {
    LogLines lines = lines();
    List<LoggedEntry> entries = new ArrayList<>();
    for (int i = 1; i <= lines.size(); i++) {
      entries.add(lines.readInPlace(i));
    }
    if (lines.halfLine().length > 0) {
      throw new MalformedLogException(lines.size() + 1L, "is half-written");
    }
    return List.copyOf(entries);
  }

  /**
   * The entries of one action, in order. Other lines are not read, so that of a log of many years
   * little is.
   *
   * @throws MalformedLogException as {@link #entries()} does, for those that are read
   */
  public List<LoggedEntry> entries(Action action) throws IOException, MalformedLogException {
    LogLines lines = lines();
    // Canonical JSON writes it in this one way, and quotes within a text have a backslash.
    byte[] member = ("\"action\":\"" + action.text() + '"').getBytes(StandardCharsets.UTF_8);
    List<LoggedEntry> entries = new ArrayList<>();
    for (int i = 1; i <= lines.size(); i++) {
      if (lines.holds(i, member)) {
        LoggedEntry entry = lines.readInPlace(i);
        if (entry.entry().action() == action) {
          entries.add(entry);
        }
      }
    }
    return List.copyOf(entries);
  }

  /**
   * Entry {@code seq} (from 1).
   *
   * @throws IndexOutOfBoundsException if there is none of that number
   */
  public LoggedEntry entry(long seq) throws IOException, MalformedLogException {
    LogLines lines = lines();
    Objects.checkIndex(seq - 1, (long) lines.size());
    return lines.readInPlace((int) seq);
  }

  /** Proves that entry {@code seq} (from 1) is under the current checkpoint. */
  public InclusionProof prove(long seq) throws IOException, MalformedLogException {
    long size = checkpoint().size();
    return InclusionProof.of(lines().hashes(), seq - 1, size);
  }

  /** Proves the same with the checkpoint attached, for a file of its own. */
  public EntryProof proof(long seq) throws IOException, MalformedLogException {
    Checkpoint head = checkpoint();
    return new EntryProof(InclusionProof.of(lines().hashes(), seq - 1, head.size()), head);
  }

  /** Proves that the current checkpoint extends one of {@code oldSize} entries. */
  public ConsistencyProof proveExtends(long oldSize) throws IOException, MalformedLogException {
    long size = checkpoint().size();
    return ConsistencyProof.of(lines().hashes(), oldSize, size);
  }

  /** Proves the same with the checkpoint attached, for a file of its own. */
  public ExtensionProof extension(long oldSize) throws IOException, MalformedLogException {
    Checkpoint head = checkpoint();
    ConsistencyProof proof = ConsistencyProof.of(lines().hashes(), oldSize, head.size());
    return new ExtensionProof(oldSize, proof.path(), head);
  }

  /**
   * The first {@code count} lines as they were signed, for a copy that strangers read; opened where
   * they are sealed.
   *
   * @throws MalformedLogException if there are fewer
   */
  public byte[] lines(long count) throws IOException, MalformedLogException {
    LogLines lines = lines();
    if (count > lines.size()) {
      throw new MalformedLogException(lines.size() + 1L, "is missing");
    }
    return lines.first(Math.toIntExact(count));
  }

  private synchronized LogLines lines() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve(LOG));
    Seen before = seen;
    if (before != null && Arrays.equals(before.file(), file)) {
      return before.lines();
    }
    LogLines lines =
        new LogLines(
            seal == null ? file : opened(file, seal), before == null ? null : before.lines());
    seen = new Seen(file, lines);
    return lines;
  }

  /** The lines as they were before; one that does not open stays as it is, which is no entry. */
  private static byte[] opened(byte[] file, LineSeal seal) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int start = 0;
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n') {
        byte[] sealed = Arrays.copyOfRange(file, start, i);
        try {
          lines.writeBytes(seal.open(sealed));
        } catch (DamagedObjectException e) {
          lines.writeBytes(sealed);
        }
        lines.write('\n');
        start = i + 1;
      }
    }
    lines.write(file, start, file.length - start);
    return lines.toByteArray();
  }
}
