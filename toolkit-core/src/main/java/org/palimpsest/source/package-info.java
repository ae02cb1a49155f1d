/**
 * The door to the outside: finds a Messages store, on a Mac, copied from one, or in a phone's
 * backup, captures its bytes consistently, and reads what the preference files say of sync and
 * retention.
 *
 * <p>A source is opened as plain files, for reading only; SQLite never touches it, links are not
 * followed, and nothing is created beside it. Only this package opens files outside a vault.
 */
@NullMarked
package org.palimpsest.source;

import org.jspecify.annotations.NullMarked;
