/**
 * Keys, signatures and the checking of them: detached CMS over a file (CAdES B-B), CMS for a PDF
 * (PAdES), and C2SP signed notes for the custody log's checkpoints.
 *
 * <p>May import {@code digest}, {@code json} and {@code verdict}. Bouncy Castle signs and verifies
 * and is named explicitly, never registered for the whole process: the JDK's own provider accepts
 * malleable ECDSA and Ed25519 signatures. Signatures are deterministic (RFC 6979, RFC 8032), so
 * signing needs no randomness. What is written can be checked with {@code openssl} alone. Example:
 *
 * <pre>{@code
 * byte[] p7s = key.sealDetached(report, clock.instant());
 * SealCheck.Result result = SealCheck.detached(p7s, report, Set.of());
 * }</pre>
 */
@NullMarked
package org.palimpsest.seal;

import org.jspecify.annotations.NullMarked;
