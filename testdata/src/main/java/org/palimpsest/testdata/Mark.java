package org.palimpsest.testdata;

import java.time.Instant;

/** A moment at which a device's true state was written down. */
public record Mark(String device, int ordinal, Instant at, String label) {}
