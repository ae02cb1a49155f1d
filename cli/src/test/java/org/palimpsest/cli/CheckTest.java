package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What would be lost if a thread were deleted now. */
@ExtendWith(Scenes.class)
final class CheckTest {

  @Test
  void checkSaysThatADeviceIsLosingWhatItsNewestSnapshotStillHolds(Scene scene) throws IOException {
    Shell shell = scene.bare();
    shell.run("init").ends(Exit.OK);
    shell.at(Story.FIRST).run("snapshot", scene.story().imacBefore(), "--device", "imac");
    Run run = shell.run("check", scene.story().imacAfter(), "--device", "imac");
    assertThat(run.ends(Exit.FINDINGS).out())
        .startsWith("imac: losing")
        .contains("next: run: palimpsest diff imac:latest --now");
    shell
        .run("check", scene.story().imacAfter(), "--device", "imac", "--fail-on", "high")
        .ends(Exit.FINDINGS);
  }

  @Test
  void filesThatWereNotLookedForAreNotCounted(Scene scene) throws IOException {
    Path alone = scene.story().imacBefore().resolve("Messages/chat.db");
    Run check = scene.run("check", alone, "--device", "alone");
    assertThat(check.out()).contains("attachments: their files do not lie there");
    Run snapshot = scene.run("snapshot", alone, "--device", "alone").ends(Exit.OK);
    assertThat(snapshot.out()).contains("without the files of attachments");
    Run whole = scene.run("snapshot", scene.story().imacBefore(), "--device", "whole");
    assertThat(whole.ends(Exit.OK).out()).doesNotContain("without the files");
  }

  @Test
  void aPreferenceFileThatCannotBeReadIsSaid(Scene scene) throws IOException {
    Path source = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("source"));
    Files.writeString(source.resolve("Preferences/com.apple.MobileSMS.plist"), "bplist00");
    Run run = scene.run("check", source, "--device", "imac").ends(Exit.FINDINGS);
    assertThat(run.out()).contains("com.apple.MobileSMS.plist of imac could not be read");
    Run json = scene.run("check", source, "--device", "imac", "--json").ends(Exit.FINDINGS);
    assertThat(json.json().at("/devices/0/retentionDays").isNull()).isTrue();
    Run taken = scene.run("snapshot", source, "--device", "imac").ends(Exit.OK);
    assertThat(taken.out()).contains("com.apple.MobileSMS.plist could not be read");
  }

  @Test
  void checkIsCalmWhenEverythingIsInTheNewestSnapshot(Scene scene) throws IOException {
    Run run = scene.run("check", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    assertThat(run.out()).startsWith("imac: safe").contains("next: nothing to do");
  }
}
