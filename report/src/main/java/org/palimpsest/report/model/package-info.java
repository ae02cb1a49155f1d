/**
 * The findings document: what is signed, and what every view is made from.
 *
 * <p>May import {@code digest}, {@code json} and {@code verdict} of the forensic core and nothing
 * else of ours. {@link org.palimpsest.report.model.ReportFacts} is filled by the caller; {@link
 * org.palimpsest.report.model.ReportDocument} turns it into one canonical JSON object.
 */
@NullMarked
package org.palimpsest.report.model;

import org.jspecify.annotations.NullMarked;
