package org.palimpsest.report.pdf;

import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.COSObjectable;
import org.apache.pdfbox.pdmodel.common.PDNumberTreeNode;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDObjectReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDParentTreeValue;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;

/** Gives the signature field its place in the structure tree (ISO 14289-1, 7.18.4). */
final class SignatureTag {

  private SignatureTag() {}

  static void add(PDDocument document, PDAnnotationWidget widget) throws java.io.IOException {
    PDStructureTreeRoot root = document.getDocumentCatalog().getStructureTreeRoot();
    COSDictionary top = first(root.getCOSObject().getDictionaryObject(COSName.K));
    PDStructureElement parent = new PDStructureElement(top);
    PDStructureElement form = new PDStructureElement("Form", parent);
    form.setPage(document.getPage(0));
    form.setAlternateDescription("Certification signature over the whole report");
    PDObjectReference reference = new PDObjectReference();
    reference.setReferencedObject(widget);
    form.appendKid(reference);
    parent.appendKid(form);
    PDNumberTreeNode tree = root.getParentTree();
    Map<Integer, COSObjectable> numbers = new TreeMap<>(numbers(tree));
    int next = Math.max(root.getParentTreeNextKey(), numbers.size());
    for (int key : numbers.keySet()) {
      next = Math.max(next, key + 1);
    }
    widget.setStructParent(next);
    numbers.put(next, form);
    PDNumberTreeNode whole = new PDNumberTreeNode(PDParentTreeValue.class);
    whole.setNumbers(numbers);
    root.setParentTree(whole);
    root.setParentTreeNextKey(next + 1);
  }

  private static Map<Integer, COSObjectable> numbers(PDNumberTreeNode node)
      throws java.io.IOException {
    Map<Integer, COSObjectable> all = new TreeMap<>();
    Map<Integer, COSObjectable> own = node.getNumbers();
    if (own != null) {
      all.putAll(own);
    }
    if (node.getKids() != null) {
      for (PDNumberTreeNode kid : node.getKids()) {
        all.putAll(numbers(kid));
      }
    }
    return all;
  }

  private static COSDictionary first(COSBase kids) {
    COSBase kid = kids instanceof COSArray array ? array.getObject(0) : kids;
    if (kid instanceof COSDictionary dictionary) {
      return dictionary;
    }
    throw new IllegalStateException("the pages have no structure");
  }
}
