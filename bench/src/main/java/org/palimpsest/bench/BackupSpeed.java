package org.palimpsest.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.BackupCapturing;
import org.palimpsest.source.BackupSink;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Capture;
import org.palimpsest.source.Source;
import org.palimpsest.sqlite.ByteSource;

/**
 * Opens an encrypted backup and reads, decrypts, hashes and judges every file of it, in a fresh
 * JVM, and prints what each part took. Nothing is written, as the peer's figure leaves its disk out
 * too.
 */
final class BackupSpeed {

  private static final int PIECE = 1 << 16;

  /** Files that are read again to be decrypted are small here. */
  private static final int KEPT = 8 << 20;

  private BackupSpeed() {}

  /** Takes the backup, its password, and the number of threads. */
  public static void main(String[] arguments) throws Exception {
    BackupSource backup = Source.at(Path.of(arguments[0])).backup().orElseThrow();
    long before = cpu();
    long start = System.nanoTime();
    backup.unlock(arguments[1].getBytes(StandardCharsets.UTF_8));
    print("unlock", before, start, 0);
    before = cpu();
    start = System.nanoTime();
    Capture capture =
        new BackupCapturing(backup, new Sink(), Integer.parseInt(arguments[2]), stage -> {}).run();
    print("extract", before, start, capture.bytes());
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String what, long before, long start, long bytes) {
    double wall = (System.nanoTime() - start) / 1e9;
    double used = (cpu() - before) / 1e9;
    System.out.printf(
        java.util.Locale.ROOT,
        "%s\t%.2f s wall\t%.2f s CPU\t%s%n",
        what,
        wall,
        used,
        bytes == 0
            ? ""
            : String.format(
                java.util.Locale.ROOT,
                "%.0f MB/s wall\t%.0f MB/s CPU",
                bytes / 1e6 / wall,
                bytes / 1e6 / used));
  }

  /** Bytes of a file that came, in an array that the next one of its thread may have. */
  private record Held(byte[] array, int length) {}

  /**
   * Hashes what a vault would keep. It holds what the manifest's thread gives it, and of each other
   * thread the file that came last, since only these are asked for again; holding every photograph
   * would measure memory.
   */
  private static final class Sink implements BackupSink {
    private final Thread first = Thread.currentThread();
    private final Map<Sha256, Held> kept = new ConcurrentHashMap<>();
    private final Map<Thread, Sha256> last = new ConcurrentHashMap<>();
    private final Map<Thread, byte[]> arrays = new ConcurrentHashMap<>();

    @Override
    public Kept keep(InputStream in) throws IOException {
      Thread reader = Thread.currentThread();
      Sha256 before = last.get(reader);
      if (before != null && reader != first) {
        kept.remove(before);
      }
      java.security.MessageDigest digest = Sha256.newDigest();
      byte[] array =
          reader == first ? new byte[KEPT] : arrays.computeIfAbsent(reader, key -> new byte[KEPT]);
      byte[] buffer = new byte[PIECE];
      long size = 0;
      for (int count = in.read(buffer, 0, PIECE); count >= 0; count = in.read(buffer, 0, PIECE)) {
        digest.update(buffer, 0, count);
        if (size + count <= KEPT) {
          System.arraycopy(buffer, 0, array, (int) size, count);
        }
        size += count;
      }
      Sha256 name = Sha256.finish(digest);
      last.put(reader, name);
      if (size <= KEPT) {
        kept.put(name, new Held(array, (int) size));
      }
      return new Kept(name, size);
    }

    @Override
    public void discard(Kept taken) {
      kept.remove(taken.sha256());
    }

    @Override
    public Opened open(Kept taken) throws IOException {
      Held held = kept.get(taken.sha256());
      if (held == null) {
        throw new IOException("a file that was not held is asked for again");
      }
      ByteSource bytes = ByteSource.of(Arrays.copyOf(held.array(), held.length()));
      return new Opened() {
        @Override
        public long size() {
          return bytes.size();
        }

        @Override
        public void read(long offset, byte[] target, int at, int length) throws IOException {
          bytes.read(offset, target, at, length);
        }

        @Override
        public void close() {}
      };
    }
  }
}
