package org.palimpsest.sqlite;

/**
 * A place that could not be read.
 *
 * @param page number of the page, 1 is the first
 * @param what what contradicts the format, without content
 */
public record Damage(int page, String what) {}
