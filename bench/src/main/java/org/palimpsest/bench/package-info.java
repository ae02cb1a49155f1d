/**
 * Helpers of {@code bench/run}: two readers that do the same work, the check of a diff against the
 * truth, the table of results and a summary of profiles. Never part of the test run.
 */
@NullMarked
package org.palimpsest.bench;

import org.jspecify.annotations.NullMarked;
