package org.palimpsest.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.palimpsest.merkle.ProofsTest.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;

class SortedListTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static SortedList list(String... lines) throws UnsortedListException {
    return SortedList.parse(utf8(lines.length == 0 ? "" : String.join("\n", lines) + "\n"));
  }

  @Test
  void aStrangerGetsTheSameRoot() throws Exception {
    SortedList list = list("a 1", "b 2", "c 3");
    assertThat(list.root())
        .isEqualTo(TreeHashTest.definition(List.of(utf8("a 1"), utf8("b 2"), utf8("c 3"))));
    assertThat(list.line(1)).isEqualTo(utf8("b 2"));
    assertThat(list.size()).isEqualTo(3);
    assertThat(list().root()).isEqualTo(TreeHash.EMPTY);
  }

  @Property(tries = 200)
  void everyKeyIsEitherProvenPresentOrProvenAbsent(
      @ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> numbers,
      @ForAll @IntRange(max = 60) int wanted)
      throws Exception {
    TreeSet<String> lines = new TreeSet<>();
    numbers.forEach(number -> lines.add("k" + number + " hash" + number));
    SortedList list = list(lines.toArray(String[]::new));
    ListProof proof = list.prove(utf8("k" + wanted + " "));
    proof.verify(utf8("k" + wanted + " "), list.root());
    assertThat(proof instanceof ListProof.Presence).isEqualTo(numbers.contains(wanted));
    for (int bit = 0; bit < 256; bit += 37) {
      Sha256 wrong = ProofsTest.flip(list.root(), bit);
      assertRefused(() -> proof.verify(utf8("k" + wanted + " "), wrong));
    }
    // A proof about one key says nothing about another that is there.
    for (int number : numbers) {
      if (number != wanted && proof instanceof ListProof.Absence) {
        assertRefused(() -> proof.verify(utf8("k" + number + " "), list.root()));
      }
    }
  }

  @Test
  void absenceNeedsNeighbours() throws Exception {
    SortedList list = list("a 1", "b 2", "d 4", "e 5");
    Sha256 root = list.root();
    ListProof.Place a = presence(list, "a ");
    ListProof.Place b = presence(list, "b ");
    ListProof.Place d = presence(list, "d ");
    ListProof.Place e = presence(list, "e ");
    new ListProof.Absence(4, b, d).verify(utf8("c "), root);
    for (ListProof.Absence bad :
        List.of(
            new ListProof.Absence(4, a, d),
            new ListProof.Absence(4, d, b),
            new ListProof.Absence(4, b, null),
            new ListProof.Absence(4, null, d),
            new ListProof.Absence(4, null, null),
            new ListProof.Absence(0, null, null),
            new ListProof.Absence(5, b, d),
            new ListProof.Absence(4, d, e),
            new ListProof.Absence(4, a, b))) {
      assertRefused(() -> bad.verify(utf8("c "), root));
    }
    // The prefix itself may not hide as the upper neighbour.
    assertRefused(() -> new ListProof.Absence(4, b, d).verify(utf8("d "), root));
    assertRefused(() -> new ListProof.Absence(4, b, d).verify(utf8("b "), root));
    assertRefused(() -> new ListProof.Absence(4, b, d).verify(utf8("d 4"), root));
    assertRefused(() -> new ListProof.Presence(b).verify(utf8("c "), root));
  }

  @Test
  void theEdgesAreProven() throws Exception {
    SortedList list = list("b 2", "c 3");
    list.prove(utf8("a ")).verify(utf8("a "), list.root());
    list.prove(utf8("z ")).verify(utf8("z "), list.root());
    list().prove(utf8("a ")).verify(utf8("a "), TreeHash.EMPTY);
    assertThat(list.prove(utf8("a "))).isInstanceOf(ListProof.Absence.class);
    ListProof.Place only = new ListProof.Place(utf8("b 2"), new InclusionProof(-1, 2, List.of()));
    assertRefused(() -> new ListProof.Absence(2, only, null).verify(utf8("z "), list.root()));
  }

  @Test
  void refusesListsThatAreNotStrictlyAscending() {
    for (String text : List.of("b\na\n", "a\na\n", "a", "a\nb", "\n\n")) {
      assertThatThrownBy(() -> SortedList.parse(utf8(text)))
          .isInstanceOf(UnsortedListException.class)
          .hasMessageContaining("line ");
    }
    assertThatThrownBy(() -> SortedList.parse(new byte[] {(byte) 0x80, '\n', 0x7f, '\n'}))
        .isInstanceOfSatisfying(
            UnsortedListException.class, e -> assertThat(e.line()).isEqualTo(2));
  }

  @Test
  void toStringKeepsTheLineToItself() throws Exception {
    assertThat(list("secret 1").prove(utf8("secret ")).toString()).doesNotContain("secret");
    ListProof.Place one = presence(list("secret 1"), "secret ");
    assertThat(one)
        .isEqualTo(presence(list("secret 1"), "secret "))
        .hasSameHashCodeAs(presence(list("secret 1"), "secret "));
  }

  private static ListProof.Place presence(SortedList list, String prefix) {
    if (list.prove(utf8(prefix)) instanceof ListProof.Presence presence) {
      return presence.place();
    }
    throw new AssertionError("not there");
  }
}
