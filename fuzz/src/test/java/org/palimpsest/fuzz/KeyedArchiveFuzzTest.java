package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.palimpsest.apple.KeyedArchive;
import org.palimpsest.apple.MalformedArchiveException;

/** Keyed archives, followed from the root as far as a thousand steps lead. */
final class KeyedArchiveFuzzTest {

  private static final int MOST_STEPS = 1000;

  @FuzzTest
  void walk(byte[] bytes) {
    try {
      KeyedArchive archive = KeyedArchive.read(bytes);
      Deque<NSObject> open = new ArrayDeque<>();
      archive.root().ifPresent(open::add);
      for (int steps = 0; steps < MOST_STEPS && !open.isEmpty(); steps++) {
        step(archive, open.remove(), open);
      }
    } catch (MalformedArchiveException e) {
      // The one refusal.
    }
  }

  private static void step(KeyedArchive archive, NSObject object, Deque<NSObject> open) {
    archive.className(object);
    if (object instanceof NSDictionary members) {
      for (String name : members.allKeys()) {
        archive.member(object, name).ifPresent(open::add);
      }
    } else if (object instanceof NSArray elements) {
      for (NSObject element : elements.getArray()) {
        archive.follow(element).ifPresent(open::add);
      }
    }
  }
}
