package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.Generation;

/**
 * Why a setting is not known is said as it is: a file that was not read is not one that is not
 * there.
 */
class SettingsTest {

  private static final String MADRID = "com.apple.madrid.plist";

  @TempDir Path folder;

  @Test
  void aPreferenceFileOfManyMegabytesIsNamedAsUnread() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 2)) {
      Lab lab = new Lab(folder.resolve("lab"));
      JsonNode said = lab.snapshot(home.mac, home.world.now()).json().path("facts");
      assertThat(said.path("messagesInICloud").asText()).isEqualTo("on");
      assertThat(said.path("messagesInICloudBasis").asText()).startsWith("com.apple.madrid");
      assertThat(said.path("unreadableSettings")).isEmpty();
      Path file = home.mac.library().resolve("Preferences").resolve(MADRID);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.setLength((16 << 20) + 1);
      }
      JsonNode unread = lab.snapshot(home.mac, home.world.now()).json().path("facts");
      assertThat(unread.path("messagesInICloudBasis").asText())
          .contains("inferred from the database")
          .endsWith("the preference file " + MADRID + " could not be read");
      assertThat(unread.path("unreadableSettings")).hasSize(1);
      assertThat(unread.path("unreadableSettings").get(0).asText()).isEqualTo(MADRID);
    }
  }
}
