package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** Attachments as pictures are: bytes that do not shrink, most files small and a few large. */
final class ForgeAttachments {

  private static final Instant START = Instant.parse("2024-01-01T02:00:00Z");

  private ForgeAttachments() {}

  /** Takes the folder, how many files there shall be, and about how many bytes together. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int files = Integer.parseInt(arguments[1]);
    long mean = Long.parseLong(arguments[2]) / files;
    Random random = new Random(files);
    for (int i = 0; i < files; i++) {
      String name = String.format(Locale.ROOT, "%02x/%02d/%06d", i & 0xff, i & 0xf, i);
      Path inner = Files.createDirectories(folder.resolve(name));
      byte[] bytes = new byte[Math.toIntExact(size(i, mean))];
      random.nextBytes(bytes);
      Path file = Files.write(inner.resolve("IMG_" + i + ".jpeg"), bytes);
      Files.setLastModifiedTime(file, FileTime.from(START.plus(Duration.ofMinutes(i))));
    }
  }

  /** Of ten files, eight have a half of the mean, one has two times and one four times as much. */
  private static long size(int number, long mean) {
    return switch (number % 10) {
      case 0 -> 4 * mean;
      case 1 -> 2 * mean;
      default -> mean / 2;
    };
  }
}
