package org.palimpsest.testdata.book;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * A device's files as they were at one moment, and which messages its store held then.
 *
 * @param device its label
 * @param store the folder that holds the database
 * @param at the moment, by the device's own clock
 * @param live guids of messages outside Recently Deleted
 * @param hidden guids of messages in Recently Deleted
 */
public record Shot(String device, Path store, Instant at, Set<String> live, Set<String> hidden) {}
