/**
 * When runs are expected and when they were made, both read from the custody log: what was asked
 * for is judged by what was asked for then, not by today's configuration.
 */
@NullMarked
package org.palimpsest.cli.calendar;

import org.jspecify.annotations.NullMarked;
