package org.palimpsest.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that forgets what was not synced. Each file has the bytes that a reader sees and
 * those that survive a power cut, which are those of its last sync; each folder has the names that
 * a reader sees and those that survive, which are those of the folder's last sync. Every change of
 * the disk is a step, at which it can be told to fail.
 */
public final class MemoryDisk {

  /** How much of what was not synced a power cut leaves. */
  public enum Left {
    /** Nothing. */
    NOTHING,
    /** All names; of contents what was synced, else zeros of the length, as some systems do. */
    NAMES,
    /** All of it, as if the power had waited. */
    ALL,
    /** Of each folder's names and of each content one or the other, or a part. */
    SOME
  }

  static final class File {
    byte[] bytes = new byte[0];
    byte @Nullable [] synced;
    FileTime time = FileTime.fromMillis(0);
    boolean locked;
  }

  static final class Folder {
    final Map<String, Object> names = new TreeMap<>();
    Map<String, Object> synced = new TreeMap<>();
  }

  /** One for each disk, so that its paths are equal. */
  private final MemoryFiles files = new MemoryFiles(this);

  private Folder root = new Folder();
  private Trouble trouble = Trouble.NONE;
  private int steps;
  private long clock = 1_000_000;

  /** An empty disk. */
  public MemoryDisk() {}

  /** What is to go wrong from now on; steps are counted anew. */
  public synchronized void expect(Trouble next) {
    trouble = next;
    steps = 0;
  }

  /** Steps since {@link #expect}. */
  public synchronized int steps() {
    return steps;
  }

  /** A path of this disk. */
  public Path path(String name) {
    return new MemoryPath(files, name);
  }

  /**
   * A step that changes the disk.
   *
   * @param writes whether it takes room
   */
  synchronized void step(boolean writes, String what) throws IOException {
    steps++;
    boolean now = trouble.kind() != Trouble.Kind.NONE && steps >= trouble.atStep();
    switch (trouble.kind()) {
      case POWER_CUT -> {
        if (now) {
          throw new Trouble.PowerCutException();
        }
      }
      case FULL -> {
        if (now && writes) {
          throw new FileSystemException(what, null, "No space left on device");
        }
      }
      case BROKEN_ONCE -> {
        if (steps == trouble.atStep()) {
          throw new FileSystemException(what, null, "Input/output error");
        }
      }
      case GONE -> reach(what);
      default -> {}
    }
  }

  /** Whatever is asked of a share that went away, the answer is this one. */
  synchronized void reach(String what) throws IOException {
    if (trouble.kind() == Trouble.Kind.GONE && steps >= trouble.atStep()) {
      throw new FileSystemException(what, null, "Stale file handle");
    }
  }

  FileTime now() {
    clock += 1_000;
    return FileTime.fromMillis(clock);
  }

  synchronized @Nullable Object find(List<String> names) {
    Object at = root;
    for (String name : names) {
      if (!(at instanceof Folder folder)) {
        return null;
      }
      at = folder.names.get(name);
    }
    return at;
  }

  synchronized Folder folder(List<String> names, String what) throws IOException {
    Object found = find(names);
    if (found instanceof Folder folder) {
      return folder;
    }
    throw found == null ? new NoSuchFileException(what) : new NotDirectoryException(what);
  }

  private static List<String> parent(List<String> names) {
    return names.subList(0, names.size() - 1);
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }

  synchronized void createFolder(List<String> names, String what) throws IOException {
    if (names.isEmpty() || find(names) != null) {
      throw new FileAlreadyExistsException(what);
    }
    Folder in = folder(parent(names), what);
    step(true, what);
    in.names.put(last(names), new Folder());
  }

  synchronized File openFile(List<String> names, String what, boolean create, boolean mustBeNew)
      throws IOException {
    Object found = find(names);
    if (found instanceof Folder) {
      throw new FileSystemException(what, null, "Is a directory");
    }
    if (found instanceof File file) {
      if (mustBeNew) {
        throw new FileAlreadyExistsException(what);
      }
      return file;
    }
    if (!create) {
      throw new NoSuchFileException(what);
    }
    Folder in = folder(parent(names), what);
    step(true, what);
    File file = new File();
    file.time = now();
    in.names.put(last(names), file);
    return file;
  }

  synchronized void delete(List<String> names, String what) throws IOException {
    Object found = find(names);
    if (found == null) {
      throw new NoSuchFileException(what);
    }
    if (found instanceof Folder folder && !folder.names.isEmpty()) {
      throw new DirectoryNotEmptyException(what);
    }
    step(false, what);
    folder(parent(names), what).names.remove(last(names));
  }

  synchronized void move(List<String> from, List<String> to, boolean replace, String what)
      throws IOException {
    Object moved = find(from);
    if (moved == null) {
      throw new NoSuchFileException(what);
    }
    if (find(to) != null && !replace) {
      throw new FileAlreadyExistsException(what);
    }
    Folder target = folder(parent(to), what);
    step(false, what);
    folder(parent(from), what).names.remove(last(from));
    target.names.put(last(to), moved);
  }

  /** Names of a folder survive from now on. */
  synchronized void syncFolder(Folder folder) throws IOException {
    step(false, "sync of a folder");
    folder.synced = new TreeMap<>(folder.names);
  }

  /** Bytes of a file survive from now on. */
  synchronized void syncFile(File file) throws IOException {
    step(false, "sync of a file");
    file.synced = file.bytes.clone();
  }

  /** Makes all of it durable, as after a long rest. */
  public synchronized void rest() {
    settle(root);
  }

  private static void settle(Folder folder) {
    folder.synced = new TreeMap<>(folder.names);
    for (Object each : folder.names.values()) {
      if (each instanceof Folder inner) {
        settle(inner);
      } else if (each instanceof File file) {
        file.synced = file.bytes.clone();
      }
    }
  }

  /** A disk with the same content, all of it durable. */
  public synchronized MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    copy.clock = clock;
    copy.root = left(root, Left.ALL, new Random(0));
    copy.rest();
    return copy;
  }

  /** What is found when the power is back. */
  public synchronized MemoryDisk afterPowerCut(Left left, Random random) {
    MemoryDisk found = new MemoryDisk();
    found.clock = clock;
    found.root = left(root, left, random);
    found.rest();
    return found;
  }

  private static Folder left(Folder folder, Left left, Random random) {
    // Renames are atomic where there is a journal, so the names of a folder are all old or all new.
    boolean asSynced = left == Left.NOTHING || (left == Left.SOME && random.nextBoolean());
    Map<String, Object> names = asSynced ? folder.synced : folder.names;
    Folder copy = new Folder();
    names.forEach(
        (name, what) ->
            copy.names.put(
                name,
                what instanceof Folder inner
                    ? left(inner, left, random)
                    : left((File) what, left, random)));
    return copy;
  }

  private static File left(File file, Left left, Random random) {
    File copy = new File();
    copy.time = file.time;
    byte[] synced = file.synced;
    boolean all = left == Left.ALL || (left == Left.SOME && random.nextInt(3) == 0);
    if (all) {
      copy.bytes = file.bytes.clone();
    } else if (synced != null && left == Left.SOME && file.bytes.length > synced.length) {
      // Of what was added behind the synced bytes, any part may have come to the disk.
      int more = random.nextInt(file.bytes.length - synced.length + 1);
      copy.bytes = Arrays.copyOf(file.bytes, synced.length + more);
      System.arraycopy(synced, 0, copy.bytes, 0, synced.length);
    } else if (synced != null) {
      copy.bytes = synced.clone();
    } else if (left == Left.NAMES) {
      copy.bytes = new byte[file.bytes.length];
    } else if (left == Left.SOME) {
      copy.bytes = Arrays.copyOf(file.bytes, random.nextInt(file.bytes.length + 1));
    }
    return copy;
  }
}
