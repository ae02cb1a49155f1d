package org.palimpsest.report.pdf;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The fonts that a report is printed in, embedded in every file: Noto Sans and Noto Sans Mono (SIL
 * Open Font License 1.1). A character that one of them lacks is printed as its code point, so that
 * nothing is left out silently.
 */
final class Fonts {

  private static final String FOLDER = "/org/palimpsest/report/fonts/";

  private final byte[] regular = read("NotoSans-Regular.ttf");
  private final byte[] bold = read("NotoSans-Bold.ttf");
  private final byte[] mono = read("NotoSansMono-Regular.ttf");
  private final List<CmapLookup> glyphs = List.of(glyphs(regular), glyphs(bold), glyphs(mono));

  private static byte[] read(String name) {
    try (InputStream in = Fonts.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the font " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CmapLookup glyphs(byte[] font) {
    try (TrueTypeFont parsed = new TTFParser().parse(new RandomAccessReadBuffer(font))) {
      return parsed.getUnicodeCmapLookup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes them known to the renderer under the names that the style sheet uses. */
  void register(PdfRendererBuilder renderer) {
    renderer.useFont(() -> new ByteArrayInputStream(regular), "Body", 400, FontStyle.NORMAL, true);
    renderer.useFont(() -> new ByteArrayInputStream(bold), "Body", 700, FontStyle.NORMAL, true);
    renderer.useFont(() -> new ByteArrayInputStream(mono), "Mono", 400, FontStyle.NORMAL, true);
  }

  /** What can be printed of {@code text}; all else as {@code ‹U+4E2D›}. */
  String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "‹U+%04X›", c));
              }
            });
    return out.toString();
  }

  /** Scripts that need shaping or run from right to left would come out wrong, not just plain. */
  private boolean isPrintable(int c) {
    if (c == '\n' || c == '\t') {
      return true;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    boolean isPlain =
        switch (script) {
          case LATIN, GREEK, CYRILLIC, COMMON, INHERITED -> true;
          default -> false;
        };
    return isPlain && glyphs.stream().allMatch(font -> font.getGlyphId(c) != 0);
  }
}
