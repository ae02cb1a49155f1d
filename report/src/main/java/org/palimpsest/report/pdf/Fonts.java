package org.palimpsest.report.pdf;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * The fonts that a report is printed in, embedded in every file: Noto Sans and Noto Sans Mono (SIL
 * Open Font License 1.1). A character that one of them lacks is printed as its code point, so that
 * nothing is left out silently.
 */
final class Fonts {

  private static final String FOLDER = "/org/palimpsest/report/fonts/";

  private final List<CmapLookup> glyphs = new ArrayList<>();

  /** Embeds them in {@code document} and makes them known under the names of the style sheet. */
  Fonts(PDDocument document, PdfRendererBuilder renderer) throws IOException {
    add("Body", 400, "NotoSans-Regular.ttf", document, renderer);
    add("Body", 700, "NotoSans-Bold.ttf", document, renderer);
    add("Mono", 400, "NotoSansMono-Regular.ttf", document, renderer);
  }

  private void add(
      String family, int weight, String name, PDDocument document, PdfRendererBuilder renderer)
      throws IOException {
    TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(read(name)));
    document.registerTrueTypeFontForClosing(font);
    // Substitutions of glyphs are for scripts that are not printed; PDFBox would look for those of
    // Devanagari in every word, which takes four times as long as all else.
    font.setEnableGsub(false);
    glyphs.add(font.getUnicodeCmapLookup());
    PDFontSupplier embedded = new PDFontSupplier(PDType0Font.load(document, font, true));
    renderer.useFont(embedded, family, weight, FontStyle.NORMAL, true);
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = Fonts.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the font " + name);
      }
      return in.readAllBytes();
    }
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
