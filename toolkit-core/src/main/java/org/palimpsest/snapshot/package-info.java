/**
 * From an acquisition to a sealed snapshot, and back: the sorted list of salted commitments to
 * records with its Merkle root, the index that makes a later diff fast, and the manifest that names
 * them all.
 *
 * <p>List and index are derived from the evidence and can be rebuilt from it. Formats: {@code
 * docs/format/snapshot.md}.
 */
@NullMarked
package org.palimpsest.snapshot;

import org.jspecify.annotations.NullMarked;
