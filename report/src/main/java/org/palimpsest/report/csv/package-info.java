/**
 * Views of the findings document for spreadsheets and other programs.
 *
 * <p>May import nothing else of ours. The form is RFC 4180 in UTF-8, see {@code
 * docs/format/report.md}.
 */
@NullMarked
package org.palimpsest.report.csv;

import org.jspecify.annotations.NullMarked;
