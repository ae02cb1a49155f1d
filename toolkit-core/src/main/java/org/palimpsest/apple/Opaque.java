package org.palimpsest.apple;

/**
 * An archived object of a class that is not read.
 *
 * @param className its class
 */
public record Opaque(String className) {}
