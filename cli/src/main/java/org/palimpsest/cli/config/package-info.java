/**
 * The configuration: one TOML file, below environment variables and options. Reads text and says
 * what is wrong with it by line; opens nothing and prints nothing.
 */
@NullMarked
package org.palimpsest.cli.config;

import org.jspecify.annotations.NullMarked;
