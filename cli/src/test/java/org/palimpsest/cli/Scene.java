package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.palimpsest.cli.Shell.Run;

/**
 * What one test plays with: the story, and below a folder of its own a vault with its keys.
 *
 * @param folder the test's own folder
 * @param story the forged devices; nothing may change them
 */
record Scene(Path folder, Story story) {

  /** A vault with a snapshot of each Mac on each day. */
  static Scene play(Path folder, Story story) throws IOException {
    Scene scene = new Scene(folder, story);
    scene.first().run("init", "--name", "Test Examiner").ends(Exit.OK);
    scene.first().run("snapshot", story.imacBefore(), "--device", "imac").ends(Exit.OK);
    scene.first().run("snapshot", story.macbookBefore(), "--device", "macbook").ends(Exit.OK);
    scene.shell().run("snapshot", story.imacAfter(), "--device", "imac").ends(Exit.OK);
    scene.shell().run("snapshot", story.macbookAfter(), "--device", "macbook").ends(Exit.OK);
    return scene;
  }

  /** A copy of what was played. */
  Scene copy(Path target) throws IOException {
    Tree.copy(folder, target);
    return new Scene(target, story);
  }

  /** The machine on the first day. */
  Shell first() {
    return new Shell(folder).at(Story.FIRST);
  }

  /** The machine on the second day. */
  Shell shell() {
    return new Shell(folder).at(Story.SECOND);
  }

  /** A machine that has neither keys nor a vault, on the second day. */
  Shell bare() {
    return new Shell(folder.resolve("bare")).at(Story.SECOND);
  }

  /** Types a command line on the second day. */
  Run run(Object... words) {
    return shell().run(words);
  }

  /** What went from the first Mac as a report that the authority at {@code url} dates. */
  Path datedReport(String url) throws IOException {
    Path out = folder.resolve("dated");
    shell()
        .at(Instant.now())
        .run("report", "imac:latest~1", "imac:latest", "--out", out, "--timestamp", url)
        .ends(Exit.FINDINGS);
    return out;
  }

  Path vault() {
    return shell().vault();
  }

  /** Takes a snapshot of a store in which a link stands where an attachment lay. */
  void takeIncomplete(String device) throws IOException {
    Path source = Tree.copy(story().imacAfter(), folder().resolve("source"));
    Path attachment =
        Tree.files(source).stream()
            .filter(file -> file.toString().contains("Attachments"))
            .findFirst()
            .orElseThrow();
    Files.delete(attachment);
    Files.createSymbolicLink(attachment, Path.of("/etc/hostname"));
    run("snapshot", source, "--device", device).ends(Exit.INCOMPLETE);
  }
}
