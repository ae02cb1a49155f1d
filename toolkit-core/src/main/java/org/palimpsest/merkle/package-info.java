/**
 * The RFC 6962 hash tree over a list of byte strings, and the proofs it gives: that a leaf is in a
 * tree, that a tree extends an older one, and that a sorted list holds or lacks a key.
 *
 * <p>May import {@code digest} and nothing else of ours. Leaves are hashed with a 0x00 prefix and
 * nodes with 0x01, so a node can never pass for a leaf. Verifiers return nothing and throw {@link
 * org.palimpsest.merkle.ProofRefusedException} with both sides shown. Example:
 *
 * <pre>{@code
 * LeafHashes leaves = LeafHashes.hash(lines);
 * InclusionProof proof = InclusionProof.of(leaves, 3);
 * proof.verify(TreeHash.leaf(lines.get(3)), TreeHash.root(leaves));
 * }</pre>
 */
@NullMarked
package org.palimpsest.merkle;

import org.jspecify.annotations.NullMarked;
