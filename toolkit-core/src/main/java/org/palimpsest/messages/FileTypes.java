package org.palimpsest.messages;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a file is by its first bytes, against what its name and its row say. The few types that
 * nearly all attachments have are told by hand, since loading Apache Tika's list of types takes
 * longer than reading a small store; for all others Tika is asked.
 */
public final class FileTypes {

  /** How many of a file's first bytes are looked at. */
  public static final int HEAD = 1024;

  private static final int WARMING_ROUNDS = 300;

  /** What stands at a place of a file of some type. */
  private record Magic(int at, byte[] bytes, String type) {
    Magic(int at, String bytes, String type) {
      this(at, bytes.getBytes(StandardCharsets.ISO_8859_1), type);
    }

    boolean isIn(byte[] head) {
      int end = at + bytes.length;
      return head.length >= end && Arrays.equals(head, at, end, bytes, 0, bytes.length);
    }

    /** The type. */
    @Override
    public String toString() {
      return type;
    }
  }

  private static final List<Magic> COMMON =
      List.of(
          new Magic(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
          new Magic(0, "\u0089PNG\r\n\u001a\n", "image/png"),
          new Magic(0, "GIF8", "image/gif"),
          new Magic(4, "ftyphei", "image/heic"),
          new Magic(4, "ftyphev", "image/heic"),
          new Magic(4, "ftypmif1", "image/heic"),
          new Magic(4, "ftypqt  ", "video/quicktime"),
          new Magic(4, "ftypM4A", "audio/mp4"),
          new Magic(4, "ftypisom", "video/mp4"),
          new Magic(4, "ftypmp4", "video/mp4"),
          new Magic(4, "ftypM4V", "video/mp4"),
          new Magic(0, "%PDF-", "application/pdf"),
          new Magic(0, "caff", "audio/x-caf"),
          new Magic(0, "#!AMR", "audio/amr"),
          new Magic(0, "BEGIN:VCARD", "text/vcard"),
          new Magic(0, "SQLite format 3", "application/x-sqlite3"),
          new Magic(0, "bplist", "application/x-bplist"));

  /** How the binary formats begin that Tika knows and that are not among the common ones. */
  private static final List<Magic> RARE =
      Stream.of(
              "\0",
              "\u001f\u008b",
              "\u001f\u009d",
              "(\u00b5/\u00fd",
              "II*\0",
              "MM\0*",
              "PK\u0003\u0004",
              "\u007fELF",
              "\u00ca\u00fe\u00ba\u00be",
              "\u00ce\u00fa\u00ed\u00fe",
              "\u00cf\u00fa\u00ed\u00fe",
              "\u00d0\u00cf\u0011\u00e0",
              "\u00fd7zXZ",
              "7z\u00bc\u00af",
              "Rar!",
              "\u00ff\u00fb",
              "\u00ff\u00f3",
              "\u00ff\u00f1",
              "\u00ff\u00f9",
              "\u00fe\u00ff",
              "\u00ff\u00fe")
          .map(start -> new Magic(0, start, ""))
          .toList();

  /** Containers of one family, which names and rows mix up in all innocence. */
  private static final List<Set<String>> FAMILIES =
      List.of(
          Set.of(
              "video/quicktime",
              "video/mp4",
              "video/x-m4v",
              "video/3gpp",
              "audio/mp4",
              "audio/x-m4a",
              "audio/m4a",
              "audio/aac",
              "application/mp4"),
          Set.of("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"),
          Set.of("text/vcard", "text/x-vcard", "text/directory", "text/plain"),
          Set.of("audio/x-caf", "audio/caf"));

  private static final Set<String> SAYS_NOTHING =
      Set.of("application/octet-stream", "text/plain", "application/xml");

  private FileTypes() {}

  /** The type of a file that begins with {@code head}; null where the bytes do not tell. */
  public static @Nullable String of(byte[] head) {
    String common = common(head);
    if (common != null || !mayBeRare(head)) {
      return common;
    }
    // Tika goes by the first bytes alone when it is given no name.
    String type = detect(head, new Metadata());
    return SAYS_NOTHING.contains(type) ? null : type;
  }

  /** The same for the types that nearly all files have; asks nobody. */
  public static @Nullable String common(byte[] head) {
    for (Magic magic : COMMON) {
      if (magic.isIn(head)) {
        return magic.type;
      }
    }
    return null;
  }

  /**
   * Whether it is worth asking Tika, which compares with hundreds of patterns: the file begins with
   * words, or as a binary format does. Most bytes that are nothing else begin otherwise.
   */
  public static boolean mayBeRare(byte[] head) {
    if (head.length < 4) {
      return false;
    }
    boolean words = true;
    for (int i = 0; i < 4; i++) {
      words &= (head[i] >= 0x20 && head[i] < 0x7f) || head[i] == '\n' || head[i] == '\r';
    }
    return words || isRare(head);
  }

  private static boolean isRare(byte[] head) {
    for (Magic magic : RARE) {
      if (magic.isIn(head)) {
        return true;
      }
    }
    return false;
  }

  /** Loads Tika's list of types, to be called while something else is waited for. */
  public static void warm() {
    byte[] head = new byte[HEAD];
    for (int round = 0; round < WARMING_ROUNDS; round++) {
      for (int i = 0; i < head.length; i++) {
        head[i] = (byte) (i < 4 ? 'a' + (round & 0xf) : i * 31 + round);
      }
      of(head);
    }
  }

  /**
   * Whether a file of type {@code found} is something else than its row or its name says. A claim
   * that says nothing, is more or less exact, or names a container of the same family agrees.
   */
  static boolean contradict(String found, @Nullable String mimeType, @Nullable String name) {
    return (mimeType != null && differs(found, mimeType.toLowerCase(Locale.ROOT)))
        || (name != null && isNamedOtherwise(found, name));
  }

  private static boolean isNamedOtherwise(String found, String name) {
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (ending.isEmpty() || found.endsWith("/" + ending)) {
      return false;
    }
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, "file." + ending);
    return differs(found, detect(new byte[0], metadata));
  }

  private static boolean differs(String found, String claim) {
    if (found.equals(claim) || SAYS_NOTHING.contains(claim) || claim.indexOf('/') < 0) {
      return false;
    }
    if (FAMILIES.stream().anyMatch(family -> family.contains(found) && family.contains(claim))) {
      return false;
    }
    var registry = MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry();
    MediaType one = registry.normalize(MediaType.parse(found));
    MediaType other = registry.normalize(MediaType.parse(claim));
    return one != null
        && other != null
        && !one.equals(other)
        && !registry.isInstanceOf(one, other)
        && !registry.isInstanceOf(other, one);
  }

  private static String detect(byte[] head, Metadata metadata) {
    try {
      return MimeTypes.getDefaultMimeTypes()
          .detect(head.length == 0 ? null : new ByteArrayInputStream(head), metadata)
          .getBaseType()
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
