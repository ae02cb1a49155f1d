/**
 * The store of evidence: bytes written once, named by their SHA-256, never modified.
 *
 * <p>Objects lie one after another in packs; a pack is named by the SHA-256 of its own bytes and
 * has a plain text index beside it, so that {@code sha256sum}, {@code tail}, {@code head} and
 * {@code zstd} are enough to check it and to get everything back. A pack appears whole or not at
 * all: temporary name, fsync, rename. Format: {@code docs/format/vault.md}.
 */
@NullMarked
package org.palimpsest.vault;

import org.jspecify.annotations.NullMarked;
