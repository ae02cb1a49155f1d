package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What waits to reach a device, and what waits to leave it, while it is offline. */
final class Mailbox {
  private final List<Consumer<Device>> inbox = new ArrayList<>();
  private final List<Consumer<Device>> outbox = new ArrayList<>();
  private boolean online = true;

  boolean online() {
    return online;
  }

  void disconnect() {
    online = false;
  }

  /** Hands over what waited: first what came in, then what goes out. */
  void connect(Device owner, World world) {
    online = true;
    drain(inbox).forEach(operation -> operation.accept(owner));
    drain(outbox).forEach(operation -> world.tell(owner, operation));
  }

  void deliver(Device owner, Consumer<Device> operation) {
    if (online) {
      operation.accept(owner);
    } else {
      inbox.add(operation);
    }
  }

  void send(Device owner, World world, Consumer<Device> operation) {
    if (online) {
      world.tell(owner, operation);
    } else {
      outbox.add(operation);
    }
  }

  private static List<Consumer<Device>> drain(List<Consumer<Device>> box) {
    List<Consumer<Device>> waiting = List.copyOf(box);
    box.clear();
    return waiting;
  }
}
