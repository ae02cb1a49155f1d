package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.contacts.ContactNames;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.AddressBooks;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.StoreReading;
import org.palimpsest.snapshot.StoredRecords.Stored;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.vault.VaultException;

/**
 * Names from the address books of a snapshot, shown beside handles and always marked as such: they
 * are no part of what is sealed as records.
 */
final class Contacts {

  private final AddressBooks books;
  private final int unreadable;
  private final ContactNames found;

  private Contacts(AddressBooks books, int unreadable, ContactNames found) {
    this.books = books;
    this.unreadable = unreadable;
    this.found = found;
  }

  /** Reads the names of those who take part in {@code threads} or are named by {@code messages}. */
  static Contacts of(
      Manifest manifest, StoreReading reading, List<ThreadEntry> threads, List<Stored> messages)
      throws VaultException, IOException {
    Set<String> handles = new LinkedHashSet<>();
    threads.forEach(thread -> handles.addAll(thread.participants()));
    messages.forEach(message -> handles.addAll(handles(message)));
    AddressBooks books = reading.addressBooks();
    int missed = manifest.json().path("acquisition").path("contacts").path("unreadable").size();
    return new Contacts(
        books, books.unreadable() + missed, ContactNames.of(books.cards(), handles));
  }

  /** The handles that a message names. */
  private static List<String> handles(Stored message) {
    List<String> handles = new ArrayList<>();
    for (JsonNode handle :
        List.of(message.content().path("sender"), message.content().path("event").path("other"))) {
      if (handle.isTextual()) {
        handles.add(handle.asText());
      }
    }
    return handles;
  }

  /** Those alone whom this message names; who else takes part in its thread is not told by it. */
  Contacts only(Stored message) {
    Map<String, String> names = new TreeMap<>(found.names());
    names.keySet().retainAll(handles(message));
    return new Contacts(books, unreadable, new ContactNames(names, found.ambiguous()));
  }

  /** Names by handles. */
  Map<String, String> names() {
    return found.names();
  }

  /** Whether any name may be shown. */
  boolean isAny() {
    return !found.names().isEmpty();
  }

  /** A handle, with its name behind it where it has one. */
  String shown(String handle) {
    String name = found.names().get(handle);
    return name == null ? handle : handle + " [" + name + "]";
  }

  /** Handles with their names, in a row. */
  String shown(Collection<String> handles) {
    return String.join(", ", handles.stream().map(this::shown).toList());
  }

  private boolean isThere() {
    return books.databases() > 0 || unreadable > 0;
  }

  /** Adds names, and from where they are; nothing where the snapshot has no address book. */
  void describe(ObjectNode json) {
    if (isThere()) {
      json.set("contacts", namesJson());
      json.set("addressBook", bookJson());
    }
  }

  private ObjectNode namesJson() {
    ObjectNode names = Json.object();
    found.names().forEach(names::put);
    return names;
  }

  private ObjectNode bookJson() {
    return Json.object()
        .put("databases", books.databases())
        .put("unreadable", unreadable)
        .put("leftOut", books.leftOut())
        .put("cards", books.cards().size())
        .put("ambiguous", found.ambiguous());
  }

  /** What a person must know of the names that are shown, or are not. */
  List<String> legend() {
    List<String> lines = new ArrayList<>();
    if (isAny()) {
      lines.add(
          "names in [ ] are from the address book in this snapshot; no record or finding rests on"
              + " them");
    }
    if (unreadable > 0) {
      lines.add(
          Plain.count(unreadable, "address book")
              + " in this snapshot's source could not be read, so names may be missing");
    }
    if (books.leftOut() > 0) {
      lines.add(
          Plain.count(books.leftOut(), "place")
              + " of the address book could not be read, so names may be missing");
    }
    if (found.ambiguous() > 0) {
      lines.add(
          Plain.count(found.ambiguous(), "handle")
              + " here "
              + (found.ambiguous() == 1 ? "fits" : "fit")
              + " cards of different names and so "
              + (found.ambiguous() == 1 ? "has" : "have")
              + " none");
    }
    return lines;
  }
}
