package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Says what an input or output error means, without naming files. */
final class IoTrouble {

  private IoTrouble() {}

  static String cause(IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof FileSystemException file && file.getReason() != null) {
      reason = file.getReason().toLowerCase(Locale.ROOT);
    }
    if (reason.contains("no space") || reason.contains("not enough space")) {
      return "the disk is full";
    }
    if (e instanceof AccessDeniedException || reason.contains("permission denied")) {
      return "there is no permission for a file or folder that is needed";
    }
    if (reason.contains("read-only")) {
      return "the file system is read-only";
    }
    if (e instanceof NoSuchFileException) {
      return "a file that is needed is not there";
    }
    if (reason.contains("file too large")) {
      return "the file system takes no file of that size";
    }
    return "reading or writing failed";
  }
}
