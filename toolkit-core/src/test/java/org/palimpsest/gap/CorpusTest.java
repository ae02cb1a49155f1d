package org.palimpsest.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.palimpsest.SharedData;
import org.palimpsest.gap.Remain.Standing;
import org.palimpsest.sqlite.ByteSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The public corpus of databases with deleted content (Nemetz, Schmitt, Freiling 2018) against its
 * answer keys: every row that is whole in the file is found in full, and nothing else is called
 * deleted.
 */
class CorpusTest {

  /** Deleted rows by category whose bytes are whole in the files; the rest was written over. */
  private static final Map<String, Integer> WHOLE =
      Map.of("07", 1, "0A", 60, "0B", 4, "0C", 44, "0D", 6, "0E", 4);

  /** Rows by their values, and how often each is there. */
  private record Key(Map<String, Integer> deleted, Map<String, Integer> live) {}

  @Test
  void everyWholeRowIsFoundAndNothingElse() throws Exception {
    Path corpus = SharedData.require("sqlite-corpus");
    Map<String, Integer> found = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(corpus)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".db")).sorted().toList()) {
        String name = file.getFileName().toString();
        // Of 09 the key says nothing of the rows that were deleted to break the file into pieces.
        if (!name.startsWith("09")) {
          int count = score(file, name, wrong);
          found.merge(name.substring(0, 2), count, Integer::sum);
        }
      }
    }
    found.values().removeIf(count -> count == 0);
    assertThat(wrong).isEmpty();
    assertThat(found).isEqualTo(WHOLE);
  }

  private static int score(Path file, String name, List<String> wrong) throws Exception {
    Key key = key(file.resolveSibling(name.replace(".db", ".xml")));
    Recovered recovered =
        Recovery.of(new Evidence(name, ByteSource.of(Files.readAllBytes(file)), null, null));
    int hits = 0;
    for (Remain remain : recovered.remains()) {
      if (remain.standing() != Standing.DELETED || remain.kind() != Remain.Kind.ROW) {
        continue;
      }
      String row = words(recovered.values(remain));
      Integer left = key.deleted().get(row);
      if (left == null || left == 0) {
        wrong.add(name + ": " + row + (key.live().containsKey(row) ? " is live" : " never was"));
      } else {
        key.deleted().put(row, left - 1);
        hits++;
      }
    }
    return hits;
  }

  private static String words(List<Value> values) {
    StringBuilder row = new StringBuilder();
    for (Value value : values) {
      if (value instanceof Value.Whole whole) {
        row.append(whole.value());
      } else if (value instanceof Value.Real real) {
        row.append(rounded(new BigDecimal(real.value())));
      } else if (value instanceof Value.Words text) {
        row.append(text.value());
      }
      row.append('|');
    }
    return row.toString();
  }

  private static String rounded(BigDecimal number) {
    return number.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  private static Key key(Path xml) throws IOException {
    Document document;
    try {
      document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile());
    } catch (org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
      throw new IOException(e);
    }
    Key key = new Key(new HashMap<>(), new HashMap<>());
    for (Element element : all(document.getDocumentElement(), "element")) {
      Element meta = all(element, "meta").get(0);
      if (!text(meta, "type").equals("table")) {
        continue;
      }
      boolean dropped = text(meta, "deleted").equals("True");
      List<String> types = new ArrayList<>();
      all(element, "columnTypeName").forEach(type -> types.add(type.getTextContent()));
      for (Element row : all(element, "row")) {
        StringBuilder words = new StringBuilder();
        List<Element> contents = all(row, "content");
        for (int i = 0; i < contents.size(); i++) {
          String content = contents.get(i).getTextContent();
          boolean real = types.get(i).equals("REAL") && !content.isEmpty();
          words.append(real ? rounded(new BigDecimal(content)) : content).append('|');
        }
        boolean deleted = dropped || row.getAttribute("deleted").equals("1");
        (deleted ? key.deleted() : key.live()).merge(words.toString(), 1, Integer::sum);
      }
    }
    return key;
  }

  private static String text(Element parent, String name) {
    List<Element> found = all(parent, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent();
  }

  private static List<Element> all(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }
}
