package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What is there, what is not, and the one next step. */
@ExtendWith(Scenes.class)
final class DoctorTest {

  @Test
  void doctorNamesTheNextStepUntilEverythingIsThere(Scene scene) throws IOException {
    Run bare = scene.bare().run("doctor").ends(Exit.OK);
    assertThat(bare.out()).contains("next: make one: palimpsest init");
    Run ready = scene.run("doctor").ends(Exit.OK);
    assertThat(ready.out())
        .contains("the newest snapshot of imac is 0 days old")
        .doesNotContain("palimpsest init");
    Run late = scene.shell().at(Story.SECOND.plus(Duration.ofDays(9))).run("doctor").ends(Exit.OK);
    assertThat(late.out()).contains("next: take one now: palimpsest snapshot --device imac");
  }

  @Test
  void sourcesListsThisMacsOwnStore(Scene scene) throws IOException {
    assertThat(scene.run("sources").ends(Exit.OK).out()).contains("no Messages store");
    Path own = scene.shell().home().resolve("Library");
    Tree.copy(
        scene.story().imacQuit(), Files.createDirectories(own.getParent()).resolve("Library"));
    Run run = scene.run("sources").ends(Exit.OK);
    assertThat(run.out()).startsWith("readable    mac-folder  " + own.resolve("Messages"));
    Run taken = scene.run("snapshot", "--device", "here", "--json").ends(Exit.OK);
    assertThat(taken.json().path("device").asText()).isEqualTo("here");
  }
}
