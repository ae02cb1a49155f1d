/**
 * The findings document on paper: a tagged PDF (PDF/A-3a, ISO 19005-3; PDF/UA-1, ISO 14289-1) that
 * carries {@code report.json} inside and a certification signature (PAdES B-B, ETSI EN 319 142-1)
 * over every byte, and the strict checking of such a file.
 *
 * <p>May import {@code html}, {@code model}, and {@code digest}, {@code json}, {@code seal} and
 * {@code verdict} of the forensic core. openhtmltopdf sets the pages from the printed view; PDFBox
 * writes and reads the file.
 */
@NullMarked
package org.palimpsest.report.pdf;

import org.jspecify.annotations.NullMarked;
