package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Preferences;

/** Retention limits that only one snapshot, another device or no readable file tells of. */
class SweepTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static void keep(Device device, int days) {
    Preferences.write(
        device.library(), new Preferences.Retention(OptionalInt.of(days), OptionalInt.empty()));
  }

  private static List<Attribution> ofGone(Judgement judgement) {
    assertThat(judgement.attributions()).isNotEmpty();
    return List.copyOf(judgement.attributions().values());
  }

  private Manifest later(Device device) throws Exception {
    home.world.advance(Duration.ofHours(1));
    return lab.snapshot(device, home.world.now());
  }

  @Test
  void aLimitThatWasLengthenedAfterASweepExplainsItStill() throws Exception {
    keep(home.mac, 5);
    Manifest before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
    home.mac.sweepRetention(5);
    home.world.sync();
    keep(home.mac, 365);
    for (Attribution each : ofGone(lab.judge(before, later(home.mac)))) {
      assertThat(each.cause()).isEqualTo(Cause.EXPIRED);
      assertThat(each.confidence()).isEqualTo(Confidence.POSSIBLE);
      assertThat(each.against()).anyMatch(words -> words.contains("365 days"));
    }
  }

  @Test
  void aShorterLimitOfAnotherDeviceExplainsASweepHere() throws Exception {
    keep(home.mac, 365);
    keep(home.other, 5);
    lab.snapshot(home.other, home.world.now());
    Manifest before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
    home.other.sweepRetention(5);
    home.world.sync();
    keep(home.mac, 365);
    Manifest after = later(home.mac);
    lab.snapshot(home.other, home.world.now());
    for (Attribution each : ofGone(lab.judge(before, after))) {
      assertThat(each.cause()).isEqualTo(Cause.EXPIRED);
      assertThat(each.confidence()).isEqualTo(Confidence.POSSIBLE);
      assertThat(each.observations()).anyMatch(words -> words.startsWith("other, another device"));
    }
  }

  /** What is as old and still there speaks against a sweep, and does not exclude it. */
  @Test
  void aShorterLimitElsewhereLeavesExpiryOpen() throws Exception {
    keep(home.mac, 365);
    keep(home.other, 5);
    lab.snapshot(home.other, home.world.now());
    Manifest before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
    home.mac.deleteOutright(home.workGuids.subList(0, 6));
    home.world.sync();
    Manifest after = later(home.mac);
    keep(home.other, 5);
    lab.snapshot(home.other, home.world.now());
    for (Attribution each : ofGone(lab.judge(before, after))) {
      assertThat(each.cause()).isNotEqualTo(Cause.EXPIRED);
      assertThat(each.alternatives()).contains(Cause.EXPIRED);
      assertThat(each.against()).anyMatch(words -> words.contains("older than allowed"));
    }
  }

  @Test
  void whatIsTooYoungForEveryLimitDidNotExpire() throws Exception {
    keep(home.mac, 365);
    keep(home.other, 365);
    lab.snapshot(home.other, home.world.now());
    Manifest before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
    home.mac.deleteOutright(home.workGuids.subList(0, 6));
    home.world.sync();
    Manifest after = later(home.mac);
    lab.snapshot(home.other, home.world.now());
    for (Attribution each : ofGone(lab.judge(before, after))) {
      assertThat(each.alternatives()).doesNotContain(Cause.EXPIRED);
    }
  }

  @Test
  void aSettingThatCannotBeReadExcludesNoSweep() throws Exception {
    keep(home.mac, 5);
    Preferences.write(home.mac.library(), "com.apple.iChat.plist", Map.of("Sounds", 1));
    Manifest before = unread();
    home.world.advance(Duration.ofDays(2));
    home.mac.sweepRetention(5);
    home.world.sync();
    Preferences.write(home.mac.library(), "com.apple.iChat.plist", Map.of("Sounds", 1));
    home.world.advance(Duration.ofHours(1));
    Manifest after = unread();
    assertThat(after.json().at("/facts/retentionDays").isMissingNode()).isTrue();
    assertThat(after.json().at("/facts/unreadableSettings").toString()).contains("MobileSMS");
    for (Attribution each : ofGone(lab.judge(before, after))) {
      assertThat(each.alternatives()).contains(Cause.EXPIRED);
    }
  }

  /** A snapshot in which the file that holds the limit is cut short. */
  private Manifest unread() throws Exception {
    Path store = lab.copy(home.mac, home.world.now());
    Path file = store.resolveSibling("Preferences").resolve("com.apple.MobileSMS.plist");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
    return lab.snapshot(store, "mac", home.world.now());
  }
}
