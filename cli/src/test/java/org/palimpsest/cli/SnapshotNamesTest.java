package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot is named as a person would name it; a name that means none is bad usage. */
@ExtendWith(Scenes.class)
final class SnapshotNamesTest {

  /** Ids of one device's snapshots, oldest first. */
  private static List<String> ids(Scene scene, String device) throws IOException {
    List<String> ids = new ArrayList<>();
    for (JsonNode each : scene.run("snapshots", "--json").json().path("snapshots")) {
      if (each.path("device").asText().equals(device)) {
        ids.add(each.path("snapshot").asText());
      }
    }
    return ids;
  }

  private static String meantBy(Scene scene, String name) throws IOException {
    return scene
        .run("extract", name, "--out", scene.folder().resolve("out" + name.hashCode()), "--json")
        .ends(Exit.OK)
        .json()
        .path("snapshot")
        .asText();
  }

  @Test
  void byTheBeginningOfItsId(Scene scene) throws IOException {
    for (String id : ids(scene, "imac")) {
      assertThat(meantBy(scene, id.substring(0, 8))).isEqualTo(id);
      assertThat(meantBy(scene, id)).isEqualTo(id);
    }
  }

  @Test
  void byItsPlaceFromTheNewest(Scene scene) throws IOException {
    List<String> ids = ids(scene, "imac");
    assertThat(meantBy(scene, "imac:latest")).isEqualTo(ids.get(1));
    assertThat(meantBy(scene, "imac:latest~0")).isEqualTo(ids.get(1));
    assertThat(meantBy(scene, "imac:latest~1")).isEqualTo(ids.get(0));
    assertThat(meantBy(scene, "latest"))
        .isIn(ids(scene, "imac").get(1), ids(scene, "macbook").get(1));
  }

  @Test
  void byADayAtOrBeforeWhichItIsTheNewest(Scene scene) throws IOException {
    List<String> ids = ids(scene, "macbook");
    assertThat(meantBy(scene, "macbook:@2026-11-12")).isEqualTo(ids.get(0));
    assertThat(meantBy(scene, "macbook:@2026-11-18")).isEqualTo(ids.get(0));
    assertThat(meantBy(scene, "macbook:@2026-11-19")).isEqualTo(ids.get(1));
    assertThat(meantBy(scene, "macbook:@2027-01-01")).isEqualTo(ids.get(1));
  }

  @Test
  void theSecondNameDefaultsToTheNewestOfTheSameDevice(Scene scene) throws IOException {
    JsonNode json = scene.run("diff", "macbook:latest~1", "--json").json();
    assertThat(json.at("/to/snapshot").asText()).isEqualTo(ids(scene, "macbook").get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000",
        "e",
        "",
        "latest~4",
        "latest~-1",
        "latest~x",
        "imac:latest~2",
        "@2026-11-11",
        "@yesterday",
        "@",
        "ipad:latest",
        ":latest",
        "newest"
      })
  void anUnknownNameIsBadUsage(String name, Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    scene.run("diff", name, "imac:latest").refuses(Exit.USAGE);
    scene.run("diff", "imac:latest~1", name).refuses(Exit.USAGE);
    scene.run("diff", name, "--json").refusesInJson(Exit.USAGE);
    scene.run("extract", name, "--out", scene.folder().resolve("out")).refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void aVaultWithoutSnapshotsSaysSo(Scene scene) throws IOException {
    Shell bare = scene.bare();
    bare.run("init").ends(Exit.OK);
    assertThat(bare.run("diff", "latest").refuses(Exit.USAGE).err())
        .contains("the vault holds no snapshot");
    assertThat(bare.run("snapshots").ends(Exit.OK).out()).contains("palimpsest snapshot");
  }
}
