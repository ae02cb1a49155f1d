/** What other threads were asked to do, and how it ended. Imports nothing of ours. */
@NullMarked
package org.palimpsest.work;

import org.jspecify.annotations.NullMarked;
