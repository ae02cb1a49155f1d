package org.palimpsest.finding;

import java.util.List;

/**
 * A cause for an absence, as far as the data bears it.
 *
 * @param cause what the evidence supports
 * @param confidence how far
 * @param observations what speaks for it
 * @param against what speaks against it
 * @param alternatives causes that were not excluded
 */
public record Attribution(
    Cause cause,
    Confidence confidence,
    List<String> observations,
    List<String> against,
    List<Cause> alternatives) {}
