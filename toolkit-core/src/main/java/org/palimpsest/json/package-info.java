/**
 * Canonical JSON (RFC 8785) for everything that is hashed or signed, and strict reading of it.
 *
 * <p>The subset is I-JSON without fractions: integers within ±(2^53−1), larger ones as strings,
 * nothing normalised. Jackson parses; the canonical writer is ours, because a rounded number or a
 * replaced surrogate would let two different messages share one hash.
 */
@NullMarked
package org.palimpsest.json;

import org.jspecify.annotations.NullMarked;
