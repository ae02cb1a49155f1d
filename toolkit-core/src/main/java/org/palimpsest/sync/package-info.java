/**
 * What would survive if a thread were deleted on any device now: device facts and snapshots to a
 * verdict per device, with one next step in plain words. Pure: no file, clock or network.
 */
@NullMarked
package org.palimpsest.sync;

import org.jspecify.annotations.NullMarked;
