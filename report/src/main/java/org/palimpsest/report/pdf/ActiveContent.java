package org.palimpsest.report.pdf;

import java.util.List;
import java.util.Set;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.palimpsest.verdict.Check;

/** Looks for anything in a PDF that acts: scripts, launches, submissions, events. */
final class ActiveContent {

  private static final String NAME = "pdf active content";

  /** Names of entries that only something active has. */
  private static final List<String> ENTRIES =
      List.of("JS", "JavaScript", "AA", "OpenAction", "XFA");

  /** The one kind of action that a report may have: to go to a place in itself. */
  private static final String GO_TO = "GoTo";

  /** All other kinds (ISO 32000-2, table 201), wherever one hangs; few entries are called A. */
  private static final Set<String> KINDS =
      Set.of(
          "GoToR",
          "GoToE",
          "GoToDp",
          "Launch",
          "Thread",
          "URI",
          "Sound",
          "Movie",
          "Hide",
          "Named",
          "SubmitForm",
          "ResetForm",
          "ImportData",
          "JavaScript",
          "SetOCGState",
          "Rendition",
          "Trans",
          "GoTo3DView",
          "RichMediaExecute");

  private ActiveContent() {}

  /**
   * Looks at everything.
   *
   * @param all what the document reaches
   */
  static void check(List<COSDictionary> all, List<Check> checks) {
    checks.add(
        all.stream().anyMatch(ActiveContent::isActive)
            ? Check.failed(NAME, "something in it acts by itself")
            : Check.passed(NAME, "none: no script, no action but links within"));
  }

  private static boolean isActive(COSDictionary dictionary) {
    for (String entry : ENTRIES) {
      if (dictionary.containsKey(entry)) {
        return true;
      }
    }
    String kind = dictionary.getNameAsString(COSName.S);
    if (kind != null && KINDS.contains(kind)) {
      return true;
    }
    boolean isAction =
        GO_TO.equals(kind) || "Action".equals(dictionary.getNameAsString(COSName.TYPE));
    // What follows an action acts too.
    if (isAction && (!GO_TO.equals(kind) || dictionary.containsKey(COSName.NEXT))) {
      return true;
    }
    COSDictionary action = dictionary.getCOSDictionary(COSName.A);
    String named = action == null ? null : action.getNameAsString(COSName.S);
    return named != null && !named.equals(GO_TO);
  }
}
