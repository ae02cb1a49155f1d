/**
 * The report as a folder of files: written whole or not at all, and checked against itself.
 *
 * <p>Sub-packages, from the ground up: {@code model} makes the findings document; {@code html},
 * {@code csv} and {@code pdf} make views of it. This package may import all of them; they may not
 * import it. Example:
 *
 * <pre>{@code
 * byte[] json = ReportDocument.bytes(facts);
 * ObjectNode report = ReportDocument.of(facts);
 * String sha256 = Sha256.of(json).hex();
 * Map<String, byte[]> files = new TreeMap<>(ReportViews.of(report, sha256));
 * files.put("report.json", json);
 * ReportFolder.write(out, files, () -> log.append(entry));
 * }</pre>
 */
@NullMarked
package org.palimpsest.report;

import org.jspecify.annotations.NullMarked;
