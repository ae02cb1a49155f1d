package org.palimpsest.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Attributes of a file or folder in memory. */
record MemoryAttributes(Object of) implements BasicFileAttributes {

  @Override
  public FileTime lastModifiedTime() {
    return of instanceof MemoryDisk.File file ? file.time : FileTime.fromMillis(0);
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return of instanceof MemoryDisk.File;
  }

  @Override
  public boolean isDirectory() {
    return of instanceof MemoryDisk.Folder;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public long size() {
    return of instanceof MemoryDisk.File file ? file.bytes.length : 0;
  }

  @Override
  public Object fileKey() {
    return System.identityHashCode(of);
  }
}
