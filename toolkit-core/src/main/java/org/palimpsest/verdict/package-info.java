/**
 * What a verification says: a list of checks, each passed, failed or not checked. Verifiers return
 * these instead of a bare boolean, so that a reader sees what was looked at and what was not.
 */
@NullMarked
package org.palimpsest.verdict;

import org.jspecify.annotations.NullMarked;
