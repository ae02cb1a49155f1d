package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Says what an input or output error means and what to do, without naming files. */
final class IoTrouble {

  private IoTrouble() {}

  /** What can be told apart. */
  private enum Kind {
    FULL("the disk is full", "free some space, and run the same command again; nothing was lost"),
    DENIED(
        "there is no permission for a file or folder that is needed",
        "check who may read and write the vault, the keys and the folder that was named"),
    READ_ONLY(
        "the file system is read-only",
        "mount it for writing, or name a place on another disk; verify works without writing"),
    GONE(
        "a file or folder that is needed is not there",
        "check that its disk is mounted and that the folder above it is there"),
    NO_FOLDER(
        "there is a file where a folder is needed", "name a folder, or move that file away first"),
    TOO_LARGE(
        "the file system takes no file of that size", "move the vault to a disk of another format"),
    OTHER(
        "reading or writing failed",
        "check the disk and its connection, and run the same command again; nothing was lost");

    private final String cause;
    private final String remedy;

    Kind(String cause, String remedy) {
      this.cause = cause;
      this.remedy = remedy;
    }
  }

  static String cause(IOException e) {
    return kind(e).cause;
  }

  static String remedy(IOException e) {
    return kind(e).remedy;
  }

  private static Kind kind(IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof FileSystemException file && file.getReason() != null) {
      reason = file.getReason().toLowerCase(Locale.ROOT);
    }
    if (reason.contains("no space") || reason.contains("not enough space")) {
      return Kind.FULL;
    }
    if (e instanceof AccessDeniedException || reason.contains("permission denied")) {
      return Kind.DENIED;
    }
    if (reason.contains("read-only")) {
      return Kind.READ_ONLY;
    }
    if (e instanceof FileAlreadyExistsException
        || e instanceof NotDirectoryException
        || reason.contains("not a directory")) {
      return Kind.NO_FOLDER;
    }
    if (e instanceof NoSuchFileException) {
      return Kind.GONE;
    }
    return reason.contains("file too large") ? Kind.TOO_LARGE : Kind.OTHER;
  }
}
