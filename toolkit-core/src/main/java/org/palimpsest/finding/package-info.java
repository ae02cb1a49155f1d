/**
 * From changes to findings: statements of what was observed, kept apart from what the evidence
 * supports as the cause, what speaks against it and what was not excluded.
 *
 * <p>Every conclusion is one small rule with a sentence that says what it concludes from what.
 * Pure: no file, clock or network. A finding never says who or why.
 */
@NullMarked
package org.palimpsest.finding;

import org.jspecify.annotations.NullMarked;
