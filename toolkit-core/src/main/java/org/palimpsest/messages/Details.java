package org.palimpsest.messages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What few messages have.
 *
 * @param runs stretches of the text with attributes
 * @param ranges where each part lay originally
 * @param editors handles that edited or unsent
 * @param app what an app put into its balloon, null when none did
 * @param payloadUnreadable whether an app's content could not be read
 * @param deletedParts parts that lie in Recently Deleted alone
 * @param originatorPart which part an inline reply answers, as stored
 * @param target where in its target an associated message lies, null when it has none
 * @param summary what {@code message_summary_info} says besides, by its own keys
 */
public record Details(
    List<TextRun> runs,
    List<PartRange> ranges,
    List<String> editors,
    @Nullable AppContent app,
    boolean payloadUnreadable,
    List<DeletedPart> deletedParts,
    @Nullable String originatorPart,
    @Nullable Span target,
    Map<String, Object> summary) {

  /** Of a message that has none of them. */
  static final Details NONE =
      new Details(List.of(), List.of(), List.of(), null, false, List.of(), null, null, Map.of());

  /** Whether there is nothing at all. */
  boolean isNone() {
    return runs.isEmpty()
        && ranges.isEmpty()
        && editors.isEmpty()
        && app == null
        && !payloadUnreadable
        && deletedParts.isEmpty()
        && originatorPart == null
        && target == null
        && summary.isEmpty();
  }

  /**
   * Where a part of a message lay when it was sent. Of an unsent part this is all that remains.
   *
   * @param part its number, from 0
   * @param start first UTF-16 code unit
   * @param length in UTF-16 code units
   */
  public record PartRange(int part, long start, long length) {}

  /**
   * A stretch of the target's text.
   *
   * @param start first UTF-16 code unit
   * @param length in UTF-16 code units
   */
  public record Span(long start, long length) {}

  /** How much there is, without content. */
  @Override
  public String toString() {
    return "details with " + runs.size() + " runs";
  }
}
