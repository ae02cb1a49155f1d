/**
 * The custody log: who did what with the evidence, when and with which tool, in a file that can be
 * added to and not changed unnoticed.
 *
 * <p>May import {@code digest}, {@code json}, {@code merkle}, {@code verdict} and {@code seal}. The
 * log is JSON Lines, each line canonical and carrying the hash of the one before it, under an RFC
 * 6962 tree whose root a C2SP checkpoint signs. What such a log cannot show by itself: its owner
 * can write another one, and a cut tail is seen only by someone who kept a later checkpoint.
 * Example:
 *
 * <pre>{@code
 * CustodyLog log = CustodyLog.open(vault.resolve("custody"));
 * log.append(Entry.of(clock.instant(), Action.SNAPSHOT).actor(actor).snapshot(facts), key);
 * }</pre>
 */
@NullMarked
package org.palimpsest.custody;

import org.jspecify.annotations.NullMarked;
