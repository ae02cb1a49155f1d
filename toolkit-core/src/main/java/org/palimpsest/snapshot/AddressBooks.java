package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.contacts.AddressBook;
import org.palimpsest.contacts.Card;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/**
 * The address books of a snapshot, all accounts together. No record, root, difference or finding
 * depends on them.
 *
 * @param databases how many were taken
 * @param unreadable how many of these are no address book, or damaged so that none of it is read
 * @param leftOut places and values in the others that could not be read
 * @param cards their cards
 */
public record AddressBooks(int databases, int unreadable, long leftOut, List<Card> cards) {

  private static final String[] BESIDE = {"-wal", "-shm", "-journal"};

  /** The list is copied. */
  public AddressBooks {
    cards = List.copyOf(cards);
  }

  static AddressBooks read(List<EvidenceFile> files, EvidenceObjects objects)
      throws VaultException, IOException {
    Map<String, EvidenceFile> byPath = new HashMap<>();
    files.forEach(file -> byPath.put(file.path(), file));
    int databases = 0;
    int unreadable = 0;
    long leftOut = 0;
    List<Card> cards = new ArrayList<>();
    for (EvidenceFile file : files) {
      if (isBeside(file.path())) {
        continue;
      }
      databases++;
      AddressBook book =
          read(
              file,
              byPath.get(file.path() + BESIDE[0]),
              byPath.get(file.path() + BESIDE[2]),
              objects);
      if (book.known()) {
        cards.addAll(book.cards());
        leftOut += book.leftOut();
      } else {
        unreadable++;
      }
    }
    return new AddressBooks(databases, unreadable, leftOut, cards);
  }

  private static boolean isBeside(String path) {
    for (String suffix : BESIDE) {
      if (path.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  private static AddressBook read(
      EvidenceFile main,
      @Nullable EvidenceFile wal,
      @Nullable EvidenceFile journal,
      EvidenceObjects objects)
      throws VaultException, IOException {
    try (ObjectBytes bytes = objects.open(main.sha256());
        ObjectBytes log = wal == null ? null : objects.open(wal.sha256());
        ObjectBytes undo = journal == null ? null : objects.open(journal.sha256())) {
      return AddressBook.read(Database.open(bytes, log, undo));
    } catch (MalformedDatabaseException e) {
      return new AddressBook(false, List.of(), 1);
    }
  }

  /** Figures, without names. */
  @Override
  public String toString() {
    return databases + " address books";
  }
}
