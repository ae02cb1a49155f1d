package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.verdict.Check;

/** Records made anew, in memory and put aside outside the vault. */
class RebuildCheckTest {

  @TempDir Path folder;

  private Lab lab;
  private Manifest manifest;
  private Path aside;

  @BeforeEach
  void make() throws Exception {
    Path store = Files.createDirectories(folder.resolve("bulk")).resolve("chat.db");
    BulkStore.forge(store, 6_000, 4);
    lab = new Lab(folder.resolve("lab"));
    manifest = lab.snapshot(store, "bulk", Household.START);
    aside = Files.createDirectories(folder.resolve("aside"));
  }

  private List<Check> run(Manifest which, Path where) throws Exception {
    return new RebuildCheck(lab.vault(), 2, where, 200_000, 100_000).run(which);
  }

  private long files(Path where) throws Exception {
    try (Stream<Path> found = Files.walk(where)) {
      return found.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void whatIsPutAsideHasTheSameRootAndGoesAway() throws Exception {
    List<Check> inMemory = new RebuildCheck(lab.vault(), 2, null).run(manifest);
    long held = files(lab.vault().folder());
    assertThat(run(manifest, aside)).isEqualTo(inMemory);
    assertThat(inMemory)
        .singleElement()
        .satisfies(check -> assertThat(check.isFailure()).isFalse())
        .satisfies(check -> assertThat(check.detail()).endsWith("records, the same root"));
    assertThat(aside).isEmptyDirectory();
    assertThat(files(lab.vault().folder())).isEqualTo(held);
  }

  @Test
  void anotherRootIsAFailureAndNothingStays() throws Exception {
    ObjectNode forged = (ObjectNode) Json.read(Json.canonical(manifest.json()));
    ((ObjectNode) forged.path("records")).put("root", Sha256.of(new byte[0]).hex());
    assertThat(run(Manifest.read(Json.canonical(forged)), aside))
        .singleElement()
        .satisfies(check -> assertThat(check.isFailure()).isTrue());
    assertThat(aside).isEmptyDirectory();
  }

  @Test
  void noRoomIsNoFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    for (Path none : List.of(file, folder.resolve("gone"))) {
      assertThat(run(manifest, none))
          .singleElement()
          .satisfies(check -> assertThat(check.status()).isEqualTo(Check.Status.NOT_CHECKED))
          .satisfies(check -> assertThat(check.detail()).contains("no room"));
    }
    assertThat(folder.resolve("gone")).doesNotExist();
  }
}
