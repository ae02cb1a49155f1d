/** What reads bytes from outside, under a fuzzer; each target accepts one checked refusal. */
@NullMarked
package org.palimpsest.fuzz;

import org.jspecify.annotations.NullMarked;
