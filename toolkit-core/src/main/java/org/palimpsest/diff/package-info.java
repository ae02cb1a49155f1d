/**
 * Two snapshots to changes. Pure: it reads record lists and indexes through the views that it is
 * given, and touches no file, clock or network.
 */
@NullMarked
package org.palimpsest.diff;

import org.jspecify.annotations.NullMarked;
