package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.DeletionMatrix;
import org.palimpsest.testdata.DeletionScenario;
import org.palimpsest.testdata.DeletionTruth;
import org.palimpsest.testdata.RecoveryScore;

/**
 * What {@code recover} finds, against what a search for the bytes of each deleted row finds: nearly
 * all that is there, nothing that is live, and no ROWID called proven that is wrong.
 */
final class RecoveryMatrixTest {
  private static final int ROWS = 3_000;
  private static final long SEED = 11;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "S36")
  void recoveryMeetsTheBars(DeletionScenario scenario) {
    DeletionTruth truth = DeletionMatrix.forge(scenario, ROWS, SEED, folder);
    Run run = new Shell(folder).run("recover", folder.resolve("chat.db"), "--json");
    RecoveryScore score = RecoveryScore.of(truth, run.out());

    assertThat(score.failures())
        .as("%s%n%s%n%s", score.summary(), score.rungs(), String.join("\n", score.examples()))
        .isEmpty();
  }

  /** Balancing leaves copies of rows that are there; they are counted, and called nothing else. */
  @ParameterizedTest
  @EnumSource(names = {"S22", "S24"})
  void copiesOfWhatIsThereAreCounted(DeletionScenario scenario) {
    DeletionTruth truth = DeletionMatrix.forge(scenario, ROWS, SEED, folder);
    Run run = new Shell(folder).run("recover", folder.resolve("chat.db"), "--json");

    RecoveryScore score = RecoveryScore.of(truth, run.out());
    assertThat(score.liveAsDeleted()).isZero();
    assertThat(score.staleCopies()).isGreaterThan(ROWS / 100);
  }
}
