package org.palimpsest.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** The files of a disk in memory, as Java sees a file system. */
final class MemoryFiles extends FileSystem {

  private final MemoryProvider provider;

  MemoryFiles(MemoryDisk disk) {
    this.provider = new MemoryProvider(disk);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(new MemoryPath(this, "/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  /** Folders can be opened and synced, as where there is POSIX. */
  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", "posix");
  }

  @Override
  public Path getPath(String first, String... more) {
    return new MemoryPath(this, first + "/" + String.join("/", more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    if (!pattern.matches("glob:[^*?\\[{]*\\*[^*?\\[{]*")) {
      throw new UnsupportedOperationException(pattern);
    }
    int star = pattern.indexOf('*');
    String before = pattern.substring("glob:".length(), star);
    String after = pattern.substring(star + 1);
    return path -> path.toString().startsWith(before) && path.toString().endsWith(after);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
