/**
 * Evidence of missing rows inside one store: what counters and tombstones say, what the states of a
 * log or journal hold, and what deletion left in free space, each with its place and with what is
 * proven against inferred.
 *
 * <p>It reads bytes only, changes none, and never merges what it finds into records. A copy of a
 * row that is still there is counted and never called deleted.
 */
@NullMarked
package org.palimpsest.gap;

import org.jspecify.annotations.NullMarked;
