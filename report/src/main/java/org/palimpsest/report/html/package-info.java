/**
 * Views of the findings document for people: one HTML file for a screen, one XHTML page for paper.
 *
 * <p>May import {@code model} and {@code json}. A renderer takes the JSON tree of the document and
 * its SHA-256 and nothing else, so whatever a view says is in the signed document. Every text goes
 * through {@link org.palimpsest.report.html.Markup}, which escapes it and makes characters visible
 * that would hide or reorder what is read.
 */
@NullMarked
package org.palimpsest.report.html;

import org.jspecify.annotations.NullMarked;
