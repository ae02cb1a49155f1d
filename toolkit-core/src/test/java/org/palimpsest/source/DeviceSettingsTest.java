package org.palimpsest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long messages are kept, where files say it, do not say it, and cannot be read. */
class DeviceSettingsTest {

  private static final String PHONE = "com.apple.MobileSMS.plist";
  private static final String MAC = "com.apple.iChat.plist";

  private static final String MADRID = "com.apple.madrid.plist";

  private static byte[] list(String content) {
    return ("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>" + content + "</dict></plist>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] cut(byte[] list) {
    return Arrays.copyOf(list, list.length - 20);
  }

  private static DeviceSettings read(byte[] phone, byte[] mac) {
    Map<String, byte[]> files = new HashMap<>();
    files.put(PHONE, phone);
    files.put(MAC, mac);
    return DeviceSettings.read(files);
  }

  private static byte[] keeps(String key, int days) {
    return list("<key>" + key + "</key><integer>" + days + "</integer>");
  }

  @Test
  void aKeyThatWasNeverWrittenMeansForEver() {
    assertThat(read(list(""), list("")).retentionDays()).hasValue(0);
    assertThat(DeviceSettings.read(Map.of()).retentionDays()).isEmpty();
  }

  @Test
  void whyNothingIsKnownOfSyncIsSaidAsItIs() {
    byte[] on = list("<key>CloudKitSyncingEnabled</key><true/>");
    assertThat(DeviceSettings.read(Map.of(MADRID, on)).messagesInICloud()).contains(true);
    assertThat(DeviceSettings.read(Map.of(MADRID, on)).iCloudBasis())
        .isEqualTo("com.apple.madrid CloudKitSyncingEnabled");
    assertThat(DeviceSettings.read(Map.of(MADRID, cut(on))).iCloudBasis())
        .isEqualTo("the preference file com.apple.madrid.plist could not be read");
    assertThat(DeviceSettings.read(Map.of(MADRID, list(""))).iCloudBasis())
        .isEqualTo("the preference file com.apple.madrid.plist does not say whether it is on");
    assertThat(read(list(""), list("")).iCloudBasis())
        .isEqualTo("no preference file that says it was found");
    assertThat(DeviceSettings.read(Map.of()).iCloudBasis())
        .isEqualTo(DeviceSettings.unknown().iCloudBasis())
        .isEqualTo("no preference file was found");
  }

  @Test
  void theNewerKeyGoesBeforeAStaleOne() {
    byte[] both =
        list(
            "<key>KeepMessageForDays</key><integer>30</integer>"
                + "<key>SSKeepMessages</key><integer>0</integer>");
    assertThat(read(both, keeps("KeepMessageForDays", 365)).retentionDays()).hasValue(0);
  }

  @Test
  void whatCannotBeReadMaySayAnything() {
    byte[] unread = cut(keeps("KeepMessageForDays", 30));
    DeviceSettings settings = read(unread, list(""));
    assertThat(settings.retentionDays()).isEmpty();
    assertThat(settings.retentionBasis()).startsWith("com.apple.mobilesms could not be read");
    assertThat(settings.unreadable()).containsExactly(PHONE);
    // Nor is it for ever because the other file says so, which goes after it.
    assertThat(read(unread, keeps("KeepMessageForDays", 0)).retentionDays()).isEmpty();
    assertThat(read(list(""), cut(list(""))).retentionDays()).isEmpty();
  }

  @Test
  void aLimitThatCanBeReadHoldsBesideAFileThatCannot() {
    byte[] unread = cut(keeps("KeepMessageForDays", 30));
    assertThat(read(unread, keeps("KeepMessageForDays", 365)).retentionDays()).hasValue(365);
    // The first file decides by its newer key, whatever the other holds.
    assertThat(read(keeps("SSKeepMessages", 0), unread).retentionDays()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<string>30</string>",
        "<true/>",
        "<integer>-1</integer>",
        "<integer>4294967326</integer>",
        "<real>nan</real>",
        "<array/>"
      })
  void aKeyThatIsNoNumberOfDaysSaysNothing(String value) {
    DeviceSettings settings = read(list("<key>KeepMessageForDays</key>" + value), list(""));
    assertThat(settings.retentionDays()).isEmpty();
    assertThat(settings.retentionBasis()).contains("not known");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "30, 30", "365, 365"})
  void aNumberIsTakenAsItStands(int stored, int days) {
    assertThat(read(keeps("KeepMessageForDays", stored), list("")).retentionDays()).hasValue(days);
  }
}
