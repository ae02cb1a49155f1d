package org.palimpsest.apple;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.PropertyListFormatException;
import com.dd.plist.PropertyListParser;
import com.dd.plist.XMLPropertyListParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads property lists of all forms (binary, XML, ASCII) with dd-plist. */
public final class PropertyLists {

  private static final int MAX_LENGTH = 64 << 20;
  private static final int DEEPEST = 512;
  private static final byte[] ENTITY = "<!ENTITY".getBytes(StandardCharsets.US_ASCII);

  private PropertyLists() {}

  /**
   * Reads a property list.
   *
   * @throws MalformedArchiveException if the bytes are none, or above 64 MiB
   */
  public static NSObject read(byte[] bytes) throws MalformedArchiveException {
    if (bytes.length > MAX_LENGTH) {
      throw new MalformedArchiveException("a property list above 64 MiB");
    }
    if (declaresEntities(bytes)) {
      throw new MalformedArchiveException("a property list that declares entities");
    }
    LoneSurrogates lone = LoneSurrogates.hidden(bytes, BinaryListBounds.require(bytes));
    if (isDeep(bytes)) {
      throw new MalformedArchiveException("a property list nested deeper than any is");
    }
    try {
      NSObject object = parse(lone.bytes());
      if (object == null) {
        throw new MalformedArchiveException("an empty property list");
      }
      return lone.restored(object);
    } catch (IOException
        | PropertyListFormatException
        | ParseException
        | ParserConfigurationException
        | SAXException
        | RuntimeException
        | StackOverflowError e) {
      // The parser lets undeclared exceptions through on some malformed input; none is a fault
      // here.
      throw new MalformedArchiveException("not a well-formed property list");
    }
  }

  /** As the parser does it, but what is wrong with XML is thrown and not printed besides. */
  private static NSObject parse(byte[] bytes)
      throws IOException,
          PropertyListFormatException,
          ParseException,
          ParserConfigurationException,
          SAXException {
    if (bytes.length == 0 || bytes[0] != '<') {
      return PropertyListParser.parse(bytes);
    }
    DocumentBuilder builder = XMLPropertyListParser.getDocBuilder();
    builder.setErrorHandler(new DefaultHandler());
    return XMLPropertyListParser.parse(builder.parse(new ByteArrayInputStream(bytes)));
  }

  /**
   * Whether a list in words opens more brackets at once than any does; binary lists are bounded.
   */
  private static boolean isDeep(byte[] bytes) {
    if (bytes.length > 0 && (bytes[0] == 'b' || bytes[0] == '<')) {
      return false;
    }
    int depth = 0;
    for (byte b : bytes) {
      depth += b == '(' || b == '{' ? 1 : b == ')' || b == '}' ? -1 : 0;
      if (depth > DEEPEST) {
        return true;
      }
    }
    return false;
  }

  /** No property list of Apple's does; a hostile one can grow without end by them. */
  private static boolean declaresEntities(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == 'b') {
      return false;
    }
    for (int i = 0; i + ENTITY.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + ENTITY.length, ENTITY, 0, ENTITY.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a property list whose root is a dictionary.
   *
   * @throws MalformedArchiveException if it is anything else
   */
  public static NSDictionary readDictionary(byte[] bytes) throws MalformedArchiveException {
    if (read(bytes) instanceof NSDictionary dictionary) {
      return dictionary;
    }
    throw new MalformedArchiveException("a property list without a dictionary at its root");
  }
}
