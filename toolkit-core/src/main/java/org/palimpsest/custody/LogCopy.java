package org.palimpsest.custody;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.custody.AppendRefusedException.Reason;
import org.palimpsest.vault.Durable;

/**
 * Brings a copy of a log up to the log that it was copied from. The copy is only ever added to, so
 * its lines must be the first lines of the other. A crash in between leaves it such a prefix again,
 * with zeros behind it on file systems that know a file's length sooner than its bytes; a log holds
 * no zeros, so these are written over.
 */
public final class LogCopy {

  private static final String LOG = "log.jsonl";

  /** Folders beside the log with what dates it. */
  private static final List<String> BESIDE = List.of("stamps", "evidence");

  private LogCopy() {}

  /**
   * Whether the log in {@code copy} is the beginning of the one in {@code from}, or there is none.
   *
   * @param from folder of the log
   * @param copy folder of the copy
   */
  public static boolean isBeginning(Path from, Path copy) throws IOException {
    if (!Files.exists(copy.resolve(LOG))) {
      return true;
    }
    byte[] source = Files.readAllBytes(from.resolve(LOG));
    byte[] there = Files.readAllBytes(copy.resolve(LOG));
    int known = written(there);
    return known <= source.length
        && Arrays.equals(there, 0, known, source, 0, known)
        && sameKey(from, copy);
  }

  /** The length without the zeros at the end. */
  private static int written(byte[] log) {
    int length = log.length;
    while (length > 0 && log[length - 1] == 0) {
      length--;
    }
    return length;
  }

  private static boolean sameKey(Path from, Path copy) throws IOException {
    Path key = copy.resolve("log.pub");
    return !Files.exists(key)
        || Arrays.equals(Files.readAllBytes(from.resolve("log.pub")), Files.readAllBytes(key));
  }

  /**
   * Adds what the copy lacks: lines first, then the checkpoint over them, then what dates them.
   *
   * @return lines added
   * @throws AppendRefusedException if the copy is not the beginning of the log; nothing was changed
   */
  public static long extend(Path from, Path copy) throws IOException, AppendRefusedException {
    if (!isBeginning(from, copy)) {
      throw new AppendRefusedException(Reason.NOT_INTACT, "the copy's log went on by itself");
    }
    Files.createDirectories(copy);
    if (!Files.exists(copy.resolve("log.pub"))) {
      Durable.write(copy.resolve("log.pub"), Files.readAllBytes(from.resolve("log.pub")));
    }
    // The checkpoint first: what was appended to the log meanwhile is then behind it, never short.
    byte[] checkpoint = Files.readAllBytes(from.resolve("checkpoint"));
    byte[] lines = Files.readAllBytes(from.resolve(LOG));
    long added = 0;
    Path target = copy.resolve(LOG);
    int known = Files.exists(target) ? written(Files.readAllBytes(target)) : 0;
    try (FileChannel log =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] rest = Arrays.copyOfRange(lines, known, lines.length);
      for (byte b : rest) {
        added += b == '\n' ? 1 : 0;
      }
      DurableFile.append(log, known, rest);
      if (log.size() > lines.length) {
        DurableFile.truncate(log, lines.length);
      }
    }
    Durable.write(copy.resolve("checkpoint"), checkpoint);
    for (String name : BESIDE) {
      copyAll(from.resolve(name), copy.resolve(name));
    }
    return added;
  }

  /** Timestamps over checkpoints and snapshots: small files, each of which is checked by itself. */
  private static void copyAll(Path from, Path copy) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    Files.createDirectories(copy);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Path there = copy.resolve(file.getFileName());
        byte[] bytes = Files.readAllBytes(file);
        if (Files.exists(there) && Arrays.equals(bytes, Files.readAllBytes(there))) {
          continue;
        }
        Files.deleteIfExists(there);
        Durable.write(there, bytes);
      }
    }
  }
}
