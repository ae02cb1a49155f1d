package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.palimpsest.report.model.Phrases;

/** Messages before and after in each thread that changed most, as bars; the table says the same. */
final class ThreadFigure {

  private static final int MOST_THREADS = 8;
  private static final int ROW = 46;
  private static final int LABELS = 230;
  private static final int BARS = 420;
  private static final int LABEL_LENGTH = 28;

  private ThreadFigure() {}

  static void write(Page page) {
    List<JsonNode> threads = new ArrayList<>();
    page.report().path("results").path("threads").forEach(threads::add);
    threads.sort(Comparator.comparingLong(ThreadFigure::lost).reversed());
    List<JsonNode> shown = threads.subList(0, Math.min(MOST_THREADS, threads.size()));
    long most = 0;
    for (JsonNode thread : shown) {
      most = Math.max(most, Math.max(before(thread), after(thread)));
    }
    if (most == 0) {
      return;
    }
    Markup out = page.out();
    String height = Integer.toString(shown.size() * ROW + 8);
    out.open(Tag.FIGURE);
    out.open(
        Tag.SVG,
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 740 " + height,
        "role",
        "img",
        "aria-labelledby",
        "figure-t figure-d");
    out.element(Tag.TITLE, "Messages before and after, by thread", "id", "figure-t");
    out.element(Tag.DESC, description(shown), "id", "figure-d");
    for (int i = 0; i < shown.size(); i++) {
      row(out, shown.get(i), i * ROW + 8, most);
    }
    out.close();
    out.element(
        Tag.FIGCAPTION,
        "Messages in each thread, before (upper bar, hollow) and after (lower bar, filled)"
            + (threads.size() > shown.size()
                ? ": the "
                    + shown.size()
                    + " of "
                    + Phrases.number(threads.size())
                    + " changed threads that lost most."
                : "."));
    out.close();
  }

  private static void row(Markup out, JsonNode thread, int y, long most) {
    out.element(
        Tag.TEXT, label(thread), "x", "" + (LABELS - 12), "y", "" + (y + 21), "class", "label");
    bar(out, before(thread), y, most, "before");
    bar(out, after(thread), y + 17, most, "after");
  }

  private static void bar(Markup out, long count, int y, long most, String style) {
    // Something is never drawn as nothing: one message among thousands is still a line.
    long width = count == 0 ? 0 : Math.max(2, count * BARS / most);
    if (width > 0) {
      out.empty(
          Tag.RECT,
          "x",
          "" + LABELS,
          "y",
          "" + y,
          "width",
          "" + width,
          "height",
          "13",
          "class",
          style);
    } else {
      out.empty(
          Tag.LINE,
          "x1",
          "" + LABELS,
          "x2",
          "" + LABELS,
          "y1",
          "" + y,
          "y2",
          "" + (y + 13),
          "class",
          "before");
    }
    out.element(
        Tag.TEXT,
        Phrases.number(count),
        "x",
        "" + (LABELS + width + 8),
        "y",
        "" + (y + 11),
        "class",
        "count");
  }

  private static String description(List<JsonNode> threads) {
    List<String> parts = new ArrayList<>();
    for (JsonNode thread : threads) {
      parts.add(
          ResultSection.people(thread)
              + ": "
              + Phrases.number(before(thread))
              + " before, "
              + Phrases.number(after(thread))
              + " after");
    }
    return String.join("; ", parts) + ".";
  }

  private static String label(JsonNode thread) {
    String text = Visible.of(ResultSection.people(thread));
    int points = text.codePointCount(0, text.length());
    return points <= LABEL_LENGTH
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LABEL_LENGTH - 1)) + "…";
  }

  private static long lost(JsonNode thread) {
    return before(thread) - after(thread);
  }

  private static long before(JsonNode thread) {
    return Math.max(0, thread.path("messagesBefore").asLong());
  }

  private static long after(JsonNode thread) {
    return Math.max(0, thread.path("messagesAfter").asLong());
  }
}
