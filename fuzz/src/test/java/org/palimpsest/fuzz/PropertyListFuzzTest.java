package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;

/** Property lists of all three forms. */
final class PropertyListFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    try {
      assertThat(PropertyLists.read(bytes)).isNotNull();
    } catch (MalformedArchiveException e) {
      // The one refusal.
    }
  }
}
