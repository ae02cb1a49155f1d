/**
 * Small files that show a stranger one thing and nothing else: that a record is in a sealed
 * snapshot, or that it is not.
 *
 * <p>A proof holds the way from the record (or from the place where it would be) to the snapshot's
 * root, the manifest, the entry of the custody log, its way to a checkpoint, and a seal over all of
 * it. Checking needs nothing but the file. Format: {@code docs/format/proof.md}. Example:
 *
 * <pre>{@code
 * SealedProof sealed = SealedProof.parse(bytes);
 * List<Check> checks = ProofCheck.of(sealed, Trust.NONE);
 * }</pre>
 */
@NullMarked
package org.palimpsest.proof;

import org.jspecify.annotations.NullMarked;
