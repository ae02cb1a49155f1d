package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What the world knows of one device's store, kept beside the store and never read from it. */
final class Ledger {
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final List<Truth.Event> events = new ArrayList<>();

  void arrived(Held each) {
    held.put(each.item().guid(), each);
    events.add(new Truth.Event(each.item().guid(), Optional.empty()));
  }

  /** Notes what came back in a replaced store: it is there, but it is no new row of the account. */
  void refetched(Held each) {
    held.put(each.item().guid(), each);
  }

  void gone(String guid, Cause cause) {
    held.remove(guid);
    events.add(new Truth.Event(guid, Optional.of(cause)));
  }

  /** Empties the ledger and returns what was in it. */
  List<Held> startOver() {
    List<Held> old = List.copyOf(held.values());
    held.clear();
    return old;
  }

  void update(String guid, UnaryOperator<Held> change) {
    held.computeIfPresent(guid, (key, each) -> change.apply(each));
  }

  void updateAll(UnaryOperator<Held> change) {
    held.replaceAll((key, each) -> change.apply(each));
  }

  boolean has(String guid) {
    return held.containsKey(guid);
  }

  Held get(String guid) {
    Held each = held.get(guid);
    if (each == null) {
      throw new IllegalArgumentException("no such message on this device: " + guid);
    }
    return each;
  }

  List<String> guids(Predicate<Held> which) {
    return held.values().stream().filter(which).map(each -> each.item().guid()).toList();
  }

  List<String> present(Collection<String> guids) {
    return guids.stream().filter(held::containsKey).toList();
  }

  List<Truth.Event> events() {
    return events;
  }

  Snapshot snapshot(Mark mark, Map<String, String> states, UnaryOperator<Conversation> current) {
    Map<String, MessageTruth> messages = new TreeMap<>();
    Map<String, AttachmentTruth> attachments = new TreeMap<>();
    held.forEach(
        (guid, each) -> {
          messages.put(guid, truth(each, states.getOrDefault(guid, ""), current));
          for (String attachment : each.item().attachments()) {
            attachments.put(attachment, new AttachmentTruth(attachment, guid, each.file()));
          }
        });
    return new Snapshot(mark, messages, attachments);
  }

  private static MessageTruth truth(Held each, String state, UnaryOperator<Conversation> current) {
    Item item = each.item();
    boolean unsent = item.unsentAt() != null;
    String tampered = each.tampered();
    String text = unsent ? null : tampered == null ? item.text().string() : tampered;
    return new MessageTruth(
        item.guid(),
        item.thread().identifier(),
        current.apply(item.thread()).participants(),
        text,
        item.history().stream().map(version -> version.text().string()).toList(),
        item.sentAt(),
        unsent,
        tampered,
        each.deletedAt() != null,
        state);
  }
}
