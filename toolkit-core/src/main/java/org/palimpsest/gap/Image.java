package org.palimpsest.gap;

/**
 * One version of a page.
 *
 * @param spot where it lies
 * @param page its number
 * @param region what kind of place that is
 * @param commit the commit of the log that wrote it, 0 when none did
 * @param view where the other pages of its state lie
 */
record Image(long spot, int page, Region region, int commit, View view) {}
