package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ConnectedNamesTest {

  @Test
  void eachNameIsKnownByTheSmallestThatItIsConnectedWith() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      ConnectedNames names = new ConnectedNames();
      List<TreeSet<String>> sets = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sets.add(new TreeSet<>(List.of("n" + i)));
      }
      for (int i = 0; i < 25; i++) {
        String one = "n" + random.nextInt(40);
        String other = "n" + random.nextInt(40);
        names.connect(one, other);
        TreeSet<String> merged = new TreeSet<>();
        sets.removeIf(set -> (set.contains(one) || set.contains(other)) && merged.addAll(set));
        sets.add(merged);
      }
      for (TreeSet<String> set : sets) {
        assertThat(set).allMatch(name -> names.smallest(name).equals(set.first()));
      }
    }
  }

  @Test
  void manyNamesTakeNoLongerThanTheyMust() {
    ConnectedNames names = new ConnectedNames();
    int count = 1_000_000;
    for (int i = count; i > 0; i--) {
      names.connect("n" + i, "n" + (i - 1));
    }
    assertThat(names.smallest("n" + count)).isEqualTo("n0");
  }
}
