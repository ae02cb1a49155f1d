package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import org.palimpsest.source.DeviceSettings;

/** Preference files: whatever lies there, the settings are known, unknown or unreadable. */
final class SettingsFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    DeviceSettings settings =
        DeviceSettings.read(
            Map.of("com.apple.madrid.plist", bytes, "com.apple.MobileSMS.plist", bytes));
    assertThat(settings.unreadable()).isNotNull();
    assertThat(settings.retentionBasis()).isNotEmpty();
  }
}
