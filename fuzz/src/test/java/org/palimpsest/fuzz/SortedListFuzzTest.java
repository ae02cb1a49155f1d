package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.merkle.SortedList;
import org.palimpsest.merkle.UnsortedListException;

/** Sorted lists under a tree: whatever is accepted proves presence or absence of any prefix. */
final class SortedListFuzzTest {

  @FuzzTest
  void prove(byte[] text) throws ProofRefusedException {
    SortedList list;
    try {
      list = SortedList.parse(text);
    } catch (UnsortedListException e) {
      return;
    }
    byte[] prefix = Arrays.copyOf(text, Math.min(text.length, 5));
    list.prove(prefix).verify(prefix, list.root());
    byte[] absent = {0x7f, 0x7f};
    list.prove(absent).verify(absent, list.root());
    assertThat(list.size()).isNotNegative();
  }
}
