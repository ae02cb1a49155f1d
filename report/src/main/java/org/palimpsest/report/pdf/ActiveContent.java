package org.palimpsest.report.pdf;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.palimpsest.verdict.Check;

/** Looks for anything in a PDF that acts: scripts, launches, submissions, events. */
final class ActiveContent {

  private static final String NAME = "pdf active content";

  /** Names of entries that only something active has. */
  private static final List<String> ENTRIES =
      List.of("JS", "JavaScript", "AA", "OpenAction", "XFA");

  /** The one kind of action that a report has: to go to a place in itself. */
  private static final String GO_TO = "GoTo";

  private ActiveContent() {}

  static void check(PDDocument document, List<Check> checks) throws IOException {
    Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<COSBase> waiting = new ArrayDeque<>();
    waiting.push(document.getDocument().getTrailer());
    while (!waiting.isEmpty()) {
      COSBase next = waiting.pop();
      COSBase value = next instanceof COSObject reference ? reference.getObject() : next;
      if (value == null || !seen.add(value)) {
        continue;
      }
      if (value instanceof COSArray array) {
        array.forEach(waiting::push);
      } else if (value instanceof COSDictionary dictionary) {
        if (isActive(dictionary)) {
          checks.add(Check.failed(NAME, "something in it acts by itself"));
          return;
        }
        dictionary.getValues().forEach(waiting::push);
      }
    }
    checks.add(Check.passed(NAME, "none: no script, no action but links within"));
  }

  private static boolean isActive(COSDictionary dictionary) {
    for (String entry : ENTRIES) {
      if (dictionary.containsKey(entry)) {
        return true;
      }
    }
    COSDictionary action = dictionary.getCOSDictionary(COSName.A);
    String kind = action == null ? null : action.getNameAsString(COSName.S);
    return kind != null && !kind.equals(GO_TO);
  }
}
