package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that are no Java, where nothing may be written for the time being. */
final class NativesTest {

  @TempDir Path folder;

  @Test
  void fromBesideTheJarsTheyAreLoadedWithoutBeingUnpacked() throws Exception {
    Path natives = folder.resolve("native");
    Natives.main(new String[] {natives.toString()});
    Path compressing;
    try (var files = Files.list(natives)) {
      List<Path> found = files.sorted().toList();
      assertThat(found).hasSize(2).allMatch(Files::isExecutable);
      compressing =
          found.stream().filter(each -> each.toString().contains("zstd")).findFirst().get();
    }
    Ended made =
        palimpsest(
            List.of("-DZstdNativePath=" + compressing, "-Dorg.sqlite.lib.path=" + natives), "init");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(folder.resolve("vault/vault.json")).exists();
  }

  @Test
  void whereTheyCannotBeLoadedThatIsSaidAndNothingIsWritten() throws Exception {
    Ended refused = palimpsest(List.of(), "init");
    assertThat(refused.exit()).isEqualTo(Exit.INTERNAL);
    assertThat(refused.err())
        .contains("a library that belongs to palimpsest could not be loaded", "hint: ")
        .doesNotContain("internal error");
    assertThat(folder.resolve("vault")).doesNotExist();
    assertThat(folder.resolve("home")).doesNotExist();
  }

  private record Ended(int exit, String err) {}

  /** Runs it with a folder for temporary files that is not there. */
  private Ended palimpsest(List<String> options, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + folder.resolve("missing"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Path said = folder.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PALIMPSEST_HOME", folder.resolve("home").toString());
    builder.environment().put("PALIMPSEST_VAULT", folder.resolve("vault").toString());
    builder.redirectError(said.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    int exit = process.waitFor();
    return new Ended(exit, Files.readString(said, StandardCharsets.UTF_8));
  }
}
