package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Of several codes the gravest is given, whichever comes first. */
final class ExitTest {

  private static final List<Integer> FROM_THE_LEAST =
      List.of(
          Exit.OK,
          Exit.FINDINGS,
          Exit.USAGE,
          Exit.LOCKED,
          Exit.INCOMPLETE,
          Exit.INTEGRITY,
          Exit.INTERNAL,
          Exit.INTERRUPTED);

  @Test
  void nothingHidesAVaultThatDoesNotVerifyOrEvidenceThatCouldNotBeRead() {
    for (int i = 0; i < FROM_THE_LEAST.size(); i++) {
      for (int j = 0; j <= i; j++) {
        int grave = FROM_THE_LEAST.get(i);
        int less = FROM_THE_LEAST.get(j);
        assertThat(Exit.graver(grave, less)).as("%d and %d", grave, less).isEqualTo(grave);
        assertThat(Exit.graver(less, grave)).as("%d and %d", less, grave).isEqualTo(grave);
      }
    }
  }
}
