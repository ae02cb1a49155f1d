package org.palimpsest.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scores documents of {@code palimpsest recover --json} from the command line. */
public final class ScoreRecovery {
  private ScoreRecovery() {}

  /**
   * Prints a line of figures per scenario, the bars missed and examples; ends with 1 if a bar was
   * missed.
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0 || args.length % 2 != 0) {
      System.err.println("usage: ScoreRecovery TRUTH_DIR RECOVER_JSON [TRUTH_DIR RECOVER_JSON...]");
      System.exit(2);
    }
    boolean good = true;
    for (int i = 0; i < args.length; i += 2) {
      DeletionTruth truth = TruthFile.read(Path.of(args[i]).resolve("truth.json"));
      RecoveryScore score = RecoveryScore.of(truth, Files.readString(Path.of(args[i + 1])));
      System.out.println(score.summary());
      if (!score.failures().isEmpty()) {
        good = false;
        score.failures().forEach(each -> System.out.println("  MISSED " + each));
        System.out.println("  rungs " + score.rungs());
        score.examples().forEach(each -> System.out.println("  " + shortened(each)));
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static String shortened(String text) {
    return text.length() <= 400 ? text : text.substring(0, 400) + "…";
  }
}
