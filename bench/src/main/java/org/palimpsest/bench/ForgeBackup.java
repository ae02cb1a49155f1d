package org.palimpsest.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.World;

/**
 * Forges an encrypted backup of many attachments, whose sizes are spread as those of photographs.
 */
final class ForgeBackup {

  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final double SPREAD = 1.2;
  private static final byte[] HEIC = "\0\0\0\30ftypheic".getBytes(StandardCharsets.ISO_8859_1);

  private ForgeBackup() {}

  /**
   * Takes the folder, the number of files, the bytes of all together, and the file that gets the
   * password.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long bytes = Long.parseLong(arguments[2]);
    Files.createDirectories(folder);
    Random random = new Random(1);
    double[] weights = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      weights[i] = Math.exp(SPREAD * random.nextGaussian());
      sum += weights[i];
    }
    try (World world = new World(folder.resolve("world"), 1, START)) {
      Device device = world.device("phone", Generation.MACOS_26, true);
      Person ben = new Person("Ben", "+15550117");
      for (int i = 0; i < 100; i++) {
        world.receive(world.conversation(ben), ben, "message " + i);
      }
      PhoneBackup backup =
          new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), world.now())
              .messages(device, folder)
              .encrypted("bench")
              .rounds(10_000_000, 10_000);
      for (int i = 0; i < count; i++) {
        byte[] content = new byte[(int) Math.min(1 << 30, bytes * weights[i] / sum)];
        random.nextBytes(content);
        // Photographs begin as such; of bytes that begin as nothing known, types are looked up.
        System.arraycopy(HEIC, 0, content, 0, Math.min(HEIC.length, content.length));
        backup.file(
            "MediaDomain",
            String.format(
                Locale.ROOT,
                "Library/SMS/Attachments/%02x/%02d/G%d/IMG_%d.HEIC",
                i % 256,
                i % 16,
                i,
                i),
            content);
      }
      backup.write(folder.resolve("backup"));
    }
    Files.writeString(Path.of(arguments[3]), "bench\n");
  }
}
