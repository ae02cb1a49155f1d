package org.palimpsest.report.html;

import java.util.Locale;

/** The elements that a view is made of; there is no way to write any other. */
enum Tag {
  HTML,
  HEAD,
  META,
  TITLE,
  BOOKMARKS,
  BOOKMARK,
  BODY,
  HEADER,
  NAV,
  MAIN,
  FOOTER,
  SECTION,
  ARTICLE,
  DIV,
  FIGURE,
  FIGCAPTION,
  H1,
  H2,
  H3,
  H4,
  P,
  UL,
  OL,
  LI,
  DL,
  DT,
  DD,
  PRE,
  CODE,
  SPAN,
  STRONG,
  A,
  TIME,
  TABLE,
  CAPTION,
  THEAD,
  TBODY,
  TR,
  TH,
  TD,
  SVG,
  G,
  RECT,
  TEXT,
  LINE,
  DESC;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As written. */
  String word() {
    return word;
  }

  /** Whether it is written on a line of its own, so that the source can be read too. */
  boolean isBlock() {
    return switch (this) {
      case SPAN, STRONG, A, CODE, TIME, TEXT -> false;
      default -> true;
    };
  }
}
