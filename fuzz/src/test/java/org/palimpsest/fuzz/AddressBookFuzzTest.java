package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.contacts.AddressBook;
import org.palimpsest.contacts.Card;
import org.palimpsest.contacts.ContactNames;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Whole address books; every number and address of them is then a handle that is looked up. */
final class AddressBookFuzzTest {

  @FuzzTest
  void read(byte[] bytes) throws IOException {
    Limits limits = new Limits();
    try {
      AddressBook book = AddressBook.read(Database.open(ByteSource.of(bytes), null));
      List<String> handles = new ArrayList<>();
      for (Card card : book.cards()) {
        handles.addAll(card.phones());
        handles.addAll(card.emails());
      }
      ContactNames names = ContactNames.of(book.cards(), handles);
      assertThat(handles).containsAll(names.names().keySet());
      assertThat(names.names().values())
          .allMatch(name -> book.cards().stream().anyMatch(card -> card.name().equals(name)))
          .allMatch(name -> name.indexOf('\n') < 0);
    } catch (MalformedDatabaseException e) {
      // Refused by the database.
    }
    limits.check();
  }
}
