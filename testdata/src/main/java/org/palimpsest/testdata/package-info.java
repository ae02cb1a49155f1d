/**
 * Forges Messages databases with known truth. It shares no code with the readers that are tested
 * against it, so that reader and writer cannot make the same mistake.
 */
@NullMarked
package org.palimpsest.testdata;

import org.jspecify.annotations.NullMarked;
