/**
 * Looks into the captured database behind a snapshot: at single rows, at small tables, at an index.
 * It reads only what is asked for and judges nothing.
 */
@NullMarked
package org.palimpsest.trace;

import org.jspecify.annotations.NullMarked;
