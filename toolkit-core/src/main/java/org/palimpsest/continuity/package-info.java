/**
 * Whether one store is whole in itself: what its counters, row numbers, references and queues say
 * of rows that are no longer there. Every signal is graded by strength and carries the innocent
 * explanations that it has; none of them says who or why. Pure: it reads through the view that it
 * is given.
 */
@NullMarked
package org.palimpsest.continuity;

import org.jspecify.annotations.NullMarked;
