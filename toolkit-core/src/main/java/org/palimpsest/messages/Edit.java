package org.palimpsest.messages;

/**
 * One state of an edited message part, as the edit history keeps it.
 *
 * @param part which part of the message, from 0
 * @param text what it said
 * @param secondsSince2001 when, whole seconds since 2001-01-01T00:00:00Z, 0 when not said
 */
public record Edit(int part, Text text, long secondsSince2001) {}
