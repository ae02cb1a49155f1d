/**
 * Apple's own encodings: typedstream archives, property lists, keyed archives and Apple time.
 *
 * <p>Everything here reads hostile bytes: depth, counts and lengths are bounded, references are
 * checked, and what is malformed throws one checked exception that never quotes content.
 */
@NullMarked
package org.palimpsest.apple;

import org.jspecify.annotations.NullMarked;
