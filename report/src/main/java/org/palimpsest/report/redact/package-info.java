/**
 * Reports of which parts are kept back while the rest still verifies against a seal of the day of
 * issue. Every value of the document is committed to with a salt of its own; the tree over these
 * commitments is sealed beside the report. Format: {@code docs/format/report.md}.
 */
@NullMarked
package org.palimpsest.report.redact;

import org.jspecify.annotations.NullMarked;
