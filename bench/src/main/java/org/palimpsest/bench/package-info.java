/** What {@code bench/run} measures in Java beside the command line itself. */
@NullMarked
package org.palimpsest.bench;

import org.jspecify.annotations.NullMarked;
