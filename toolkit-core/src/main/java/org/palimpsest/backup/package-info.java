/**
 * The format of a phone's backup, of all eras: manifests, keybag, key derivation and decryption. It
 * reads bytes that others opened and knows no folder.
 *
 * <p>A backup names each file by the SHA-1 of its domain and path. {@code Manifest.db} (iOS 10 and
 * later) or {@code Manifest.mbdb} lists them, the keybag in {@code Manifest.plist} holds the keys
 * of protection classes, wrapped by a key that is derived from the password, and each file has a
 * key of its own, wrapped by that of its class. Whether the key is derived once or twice is decided
 * by what the keybag holds, never by a version.
 */
@NullMarked
package org.palimpsest.backup;

import org.jspecify.annotations.NullMarked;
