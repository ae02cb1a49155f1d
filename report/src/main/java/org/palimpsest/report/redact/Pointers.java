package org.palimpsest.report.redact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether JSON pointers are those of all values of one document, in its order: members by name,
 * elements from 0 on without a gap, and none at two values or at a value and what it would hold.
 */
final class Pointers {

  private static final int MAX_DEPTH = 60;

  private Pointers() {}

  static boolean areOfOneDocument(List<String> pointers) {
    List<List<String>> all = new ArrayList<>();
    for (String pointer : pointers) {
      if (!isPointer(pointer)) {
        return false;
      }
      List<String> names = new ArrayList<>();
      for (String part : pointer.substring(1).split("/", -1)) {
        names.add(part.replace("~1", "/").replace("~0", "~"));
      }
      if (names.size() > MAX_DEPTH) {
        return false;
      }
      all.add(names);
    }
    return !all.isEmpty() && isTree(all, 0);
  }

  private static boolean isPointer(String pointer) {
    if (!pointer.startsWith("/")) {
      return false;
    }
    for (int at = pointer.indexOf('~'); at >= 0; at = pointer.indexOf('~', at + 1)) {
      if (at + 1 == pointer.length() || "01".indexOf(pointer.charAt(at + 1)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether these, alike in their first names, are the values of one object or array. */
  private static boolean isTree(List<List<String>> pointers, int depth) {
    if (pointers.get(0).size() == depth) {
      return pointers.size() == 1;
    }
    List<String> names = new ArrayList<>();
    int start = 0;
    while (start < pointers.size()) {
      if (pointers.get(start).size() == depth) {
        return false;
      }
      String name = pointers.get(start).get(depth);
      int end = start + 1;
      while (end < pointers.size()
          && pointers.get(end).size() > depth
          && pointers.get(end).get(depth).equals(name)) {
        end++;
      }
      if (!isTree(pointers.subList(start, end), depth + 1)) {
        return false;
      }
      names.add(name);
      start = end;
    }
    return areElements(names) || areMembers(names);
  }

  private static boolean areElements(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(Integer.toString(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean areMembers(List<String> names) {
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The names with which they begin. */
  static Set<String> sections(List<String> pointers) {
    Set<String> sections = new HashSet<>();
    pointers.forEach(pointer -> sections.add(pointer.split("/", -1)[1]));
    return sections;
  }
}
