package org.palimpsest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;

/** Manifests that are damaged or made to mislead cost what they must and no more. */
class ManifestTest {

  @TempDir Path folder;

  private Path forge(BackupEra era) {
    PhoneBackup backup = new PhoneBackup(era, Phone.ofAda(), Instant.parse("2026-11-24T10:00:00Z"));
    for (int i = 0; i < 40; i++) {
      backup.file("HomeDomain", "Library/größe/" + i, new byte[i]);
    }
    return backup.write(folder.resolve("backup"));
  }

  @ParameterizedTest
  @CsvSource({
    "HomeDomain, Library/SMS/sms.db, false",
    "HomeDomain, '', false",
    "HomeDomain, Library/..hidden/a.., false",
    "HomeDomain, Library/../../x, true",
    "HomeDomain, .., true",
    "HomeDomain, ./x, true",
    "HomeDomain, /etc/passwd, true",
    "HomeDomain, 'a\\..\\b', true",
    "'', x, true",
    ".., x, true",
    "Home/Domain, x, true"
  })
  void pathsThatLeadOutOfTheirDomain(String domain, String path, boolean climbs) {
    ManifestEntry entry =
        new ManifestEntry(
            "", domain, path, ManifestEntry.Kind.FILE, 0, Instant.EPOCH, null, null, "");
    assertThat(entry.climbs()).isEqualTo(climbs);
  }

  @Test
  void theNameOfTheStoreIsTheSameInEveryBackup() {
    assertThat(FileId.of("HomeDomain", "Library/SMS/sms.db"))
        .isEqualTo("3d0d7e5fb2ce288813306e4d4636395e047a3d28");
    assertThat(FileId.of("HomeDomain", "Library/Preferences/com.apple.madrid.plist"))
        .isEqualTo("f071ce0059246564ccaae21c7026d071b202446f");
    assertThat(FileId.of("HomeDomain", "Library/Accounts/Accounts3.sqlite"))
        .isEqualTo("943624fd13e27b800cc6d9ce1100c22356ee365c");
  }

  @Test
  void whateverIsTurnedInARecordNothingButARefusalFollows() throws Exception {
    List<byte[]> archives = new ArrayList<>();
    Path database = forge(BackupEra.MANIFEST_DB).resolve("Manifest.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT file FROM Files LIMIT 3")) {
      while (rows.next()) {
        archives.add(rows.getBytes(1));
      }
    }
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 6000; i++) {
      byte[] bytes = archives.get(i % archives.size()).clone();
      for (int turns = 1 + i % 4; turns > 0; turns--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(FileRecord.read(bytes).size()).isNotNegative();
      } catch (MalformedBackupException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aRowOfIos10ThatEncryptsItsRowsIsRefusedInPlainWords() throws Exception {
    Path database = forge(BackupEra.MANIFEST_DB).resolve("Manifest.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO Properties VALUES ('salt', x'00'), ('passwordHash', x'00')");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    ByteSource bytes = ByteSource.of(Files.readAllBytes(database));
    assertThatThrownBy(() -> DatabaseManifest.open(bytes))
        .isInstanceOf(MalformedBackupException.class)
        .hasMessageContaining("iOS 10.0");
  }

  @Test
  void theOldManifestIsReadAsFarAsItGoes() throws Exception {
    byte[] bytes = Files.readAllBytes(forge(BackupEra.MBDB).resolve("Manifest.mbdb"));
    int whole = count(bytes, new ArrayList<>());
    assertThat(whole).isEqualTo(40);
    for (int length = 6; length < bytes.length; length += 97) {
      List<String> damage = new ArrayList<>();
      assertThat(count(java.util.Arrays.copyOf(bytes, length), damage)).isLessThanOrEqualTo(whole);
      assertThat(damage).hasSizeLessThanOrEqualTo(1);
    }
    assertThatThrownBy(
            () ->
                count(
                    "mbdx..".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    new ArrayList<>()))
        .isInstanceOf(MalformedBackupException.class);
  }

  private static int count(byte[] bytes, List<String> damage) throws Exception {
    int[] count = new int[1];
    RecordManifest.open(() -> new ByteArrayInputStream(bytes))
        .visit(entry -> count[0]++, damage::add);
    return count[0];
  }
}
