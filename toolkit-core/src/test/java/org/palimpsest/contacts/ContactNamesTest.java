package org.palimpsest.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which handle gets which name, and which gets none. */
class ContactNamesTest {

  private static Card card(String name, String reached) {
    return reached.indexOf('@') < 0
        ? new Card(name, List.of(reached), List.of())
        : new Card(name, List.of(), List.of(reached));
  }

  @ParameterizedTest
  @CsvSource({
    // handle, as the card has it, whether they are the same
    "+15550100,+1 (555) 0100,true",
    "+15550100,0015550100,true",
    "+46700000001,0046 70 000 00 01,true",
    "+46700000001,070-000 00 01,true",
    "+442079460000,+44 (0)20 7946 0000,true",
    "+442079460000,020 7946 0000,true",
    "+16045550100,+1 604 555 0100 ext. 12,true",
    "+16045550100,tel:+16045550100,true",
    "+15551234567,123-4567,true",
    "+15551234567,23-4567,false",
    "+15551234567,+45551234567,false",
    "+15551234567,5551234567,true",
    "+15551234567,15551234567,true",
    "5551234567,+1 555 123 4567,true",
    "0701234567,070 123 45 67,true",
    "0701234567,+46 70 123 45 67,true",
    "12345,12345,true",
    "12345,+12345,false",
    "+12345,12345,false",
    "ada@example.org,ADA@Example.ORG,true",
    "Ada@Example.org,Ada L. <ada@example.org>,true",
    "ada@example.org,ada@example.com,false",
    "urn:biz:0123456789,0123456789,false",
    "chat5551234567,5551234567,false",
    "+15551234567,call me,false"
  })
  void aHandleIsMatchedByItsDigitsOrItsAddress(String handle, String written, boolean same) {
    ContactNames names = ContactNames.of(List.of(card("Ada", written)), List.of(handle));
    assertThat(names.names()).isEqualTo(same ? Map.of(handle, "Ada") : Map.of());
    assertThat(names.ambiguous()).isZero();
    assertThat(names.toString()).doesNotContain("Ada", handle);
  }

  @Test
  void cardsOfDifferentNamesGiveNoneAndOfTheSameNameOne() {
    List<Card> cards = new ArrayList<>();
    cards.add(card("Ada", "+15551234567"));
    cards.add(card("Ada", "+1 555 123 4567"));
    assertThat(ContactNames.of(cards, List.of("+15551234567")).names()).hasSize(1);
    cards.add(card("Ben", "+15551234567"));
    ContactNames several = ContactNames.of(cards, List.of("+15551234567", "+15550000"));
    assertThat(several.names()).isEmpty();
    assertThat(several.ambiguous()).isEqualTo(1);
  }

  @Test
  void theWholeNumberGoesBeforeAnEndOfIt() {
    List<Card> cards = List.of(card("Ada", "+15551234567"), card("Ben", "1234567"));
    assertThat(ContactNames.of(cards, List.of("+15551234567")).names().values())
        .containsExactly("Ada");
  }

  @Test
  void anEndThatTwoHandlesShareTellsNothingOfEither() {
    List<Card> cards = List.of(card("Ada", "070-123 45 67"));
    assertThat(ContactNames.of(cards, List.of("+46701234567", "+47701234567")).names()).isEmpty();
    assertThat(ContactNames.of(cards, List.of("+46701234567")).names()).hasSize(1);
    // The same number with and without the code of its country is one.
    assertThat(ContactNames.of(cards, List.of("+46701234567", "0701234567")).names()).hasSize(2);
  }
}
