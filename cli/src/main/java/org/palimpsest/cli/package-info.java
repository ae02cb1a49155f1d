/**
 * The {@code palimpsest} command: one file for each verb. The only place that prints, prompts,
 * reads the clock or the environment.
 */
@NullMarked
package org.palimpsest.cli;

import org.jspecify.annotations.NullMarked;
