/**
 * Hash values and the hashing of bytes. The ground floor: it imports nothing of ours.
 *
 * <p>SHA-256 comes from the JDK, whose intrinsic equals OpenSSL once the JVM is warm. Example:
 * {@code Sha256.of(bytes).hex()}.
 */
@NullMarked
package org.palimpsest.digest;

import org.jspecify.annotations.NullMarked;
