package org.palimpsest.report.pdf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.PDDocument;

/** What a document's trailer reaches, by whatever way. */
final class Reachable {

  private Reachable() {}

  /** Every dictionary and stream, once. */
  static List<COSDictionary> dictionaries(PDDocument document) {
    List<COSDictionary> all = new ArrayList<>();
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
        all.add(dictionary);
        dictionary.getValues().forEach(waiting::push);
      }
    }
    return all;
  }
}
