package org.palimpsest.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Java asks of a file system, answered by a disk in memory. */
final class MemoryProvider extends FileSystemProvider {

  private final MemoryDisk disk;

  MemoryProvider(MemoryDisk disk) {
    this.disk = disk;
  }

  private static List<String> names(Path path) {
    return ((MemoryPath) path.toAbsolutePath()).names();
  }

  @Override
  public String getScheme() {
    return "memory";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    disk.reach(path.toString());
    Object found = disk.find(names(path));
    boolean writes = options.contains(StandardOpenOption.WRITE);
    if (found instanceof MemoryDisk.Folder folder && !writes) {
      return new MemoryChannel(disk, folder);
    }
    boolean mustBeNew = options.contains(StandardOpenOption.CREATE_NEW);
    MemoryDisk.File file =
        disk.openFile(
            names(path),
            path.toString(),
            writes && (mustBeNew || options.contains(StandardOpenOption.CREATE)),
            writes && mustBeNew);
    MemoryChannel channel = new MemoryChannel(disk, file);
    if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.truncate(0);
    }
    return options.contains(StandardOpenOption.APPEND) ? channel.position(channel.size()) : channel;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    disk.reach(folder.toString());
    List<Path> found = new ArrayList<>();
    for (String name : List.copyOf(disk.folder(names(folder), folder.toString()).names.keySet())) {
      Path path = folder.resolve(name);
      if (filter.accept(path)) {
        found.add(path);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    disk.createFolder(names(folder), folder.toString());
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(names(path), path.toString());
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    List<CopyOption> how = List.of(options);
    boolean replaces =
        how.contains(StandardCopyOption.REPLACE_EXISTING)
            || how.contains(StandardCopyOption.ATOMIC_MOVE);
    disk.move(names(from), names(to), replaces, from.toString());
  }

  @Override
  public boolean isSameFile(Path a, Path b) {
    return names(a).equals(names(b));
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    disk.reach(path.toString());
    if (disk.find(names(path)) == null) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    if (type != BasicFileAttributeView.class) {
      return null;
    }
    return type.cast(
        new BasicFileAttributeView() {
          @Override
          public String name() {
            return "basic";
          }

          @Override
          public BasicFileAttributes readAttributes() throws IOException {
            return attributes(path);
          }

          @Override
          public void setTimes(
              @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
              throws IOException {
            disk.step(false, path.toString());
            if (disk.find(names(path)) instanceof MemoryDisk.File file && modified != null) {
              file.time = modified;
            }
          }
        });
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException();
    }
    return type.cast(attributes(path));
  }

  private BasicFileAttributes attributes(Path path) throws IOException {
    disk.reach(path.toString());
    Object found = disk.find(names(path));
    if (found == null) {
      throw new NoSuchFileException(path.toString());
    }
    return new MemoryAttributes(found);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(
      Path path, String attribute, @Nullable Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
