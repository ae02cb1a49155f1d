package org.palimpsest.messages;

import java.util.HashMap;
import java.util.Map;

/**
 * Names that rows connect with each other, each set known by the smallest of its names: a forest in
 * which every name points towards that one, and which becomes flat as it is asked.
 */
final class ConnectedNames {

  private final Map<String, String> towards = new HashMap<>();

  /** The smallest name that one is connected with; itself if with none. */
  String smallest(String name) {
    String root = name;
    for (String next = towards.get(root); next != null; next = towards.get(root)) {
      root = next;
    }
    String at = name;
    while (!at.equals(root)) {
      String next = towards.put(at, root);
      at = next == null ? root : next;
    }
    return root;
  }

  /** Connects two names, and with them all that they are connected with. */
  void connect(String one, String other) {
    String a = smallest(one);
    String b = smallest(other);
    int order = a.compareTo(b);
    if (order < 0) {
      towards.put(b, a);
    } else if (order > 0) {
      towards.put(a, b);
    }
  }
}
