/**
 * Packages: BagIt 1.0 bags (RFC 8493) of snapshots, reports, custody log and trust material, with a
 * sealed tag manifest, so that a bag cannot be changed together with its lists. Format: {@code
 * docs/format/package.md}.
 */
@NullMarked
package org.palimpsest.bag;

import org.jspecify.annotations.NullMarked;
