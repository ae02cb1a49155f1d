package org.palimpsest.report.pdf;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSBoolean;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;

/**
 * Writes a dictionary in one way only, so that whoever checks a revision can write it again and
 * compare bytes: entries in the order of their names, strings as hexadecimal digits, references as
 * they were.
 */
final class CosText {

  private static final int DEEPEST = 20;

  private CosText() {}

  static String of(COSDictionary dictionary) throws IOException {
    StringBuilder text = new StringBuilder();
    write(text, dictionary, 0);
    return text.toString();
  }

  private static void write(StringBuilder text, COSBase value, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("nested too deeply");
    }
    if (value instanceof COSObject reference) {
      text.append(reference.getKey().getNumber())
          .append(' ')
          .append(reference.getKey().getGeneration())
          .append(" R");
    } else if (value instanceof COSDictionary dictionary && !(value instanceof COSStream)) {
      dictionary(text, dictionary, depth);
    } else if (value instanceof COSArray array) {
      text.append('[');
      for (int i = 0; i < array.size(); i++) {
        text.append(i == 0 ? "" : " ");
        write(text, array.get(i), depth + 1);
      }
      text.append(']');
    } else if (value instanceof COSName name) {
      name(text, name);
    } else if (value instanceof COSString string) {
      text.append('<')
          .append(HexFormat.of().withUpperCase().formatHex(string.getBytes()))
          .append('>');
    } else if (value instanceof COSInteger number) {
      text.append(number.longValue());
    } else if (value instanceof COSBoolean bool) {
      text.append(bool.getValue());
    } else if (value == null || value instanceof COSNull) {
      text.append("null");
    } else {
      throw new IOException("of a kind that has no place here");
    }
  }

  private static void dictionary(StringBuilder text, COSDictionary dictionary, int depth)
      throws IOException {
    Map<String, COSBase> sorted = new java.util.TreeMap<>();
    for (Map.Entry<COSName, COSBase> entry : dictionary.entrySet()) {
      sorted.put(entry.getKey().getName(), entry.getValue());
    }
    text.append("<<");
    for (Map.Entry<String, COSBase> entry : sorted.entrySet()) {
      text.append(' ');
      name(text, COSName.getPDFName(entry.getKey()));
      text.append(' ');
      write(text, entry.getValue(), depth + 1);
    }
    text.append(" >>");
  }

  private static void name(StringBuilder text, COSName name) throws IOException {
    if (!name.getName().matches("[A-Za-z0-9._-]+")) {
      throw new IOException("a name that has no place here");
    }
    text.append('/').append(name.getName());
  }
}
