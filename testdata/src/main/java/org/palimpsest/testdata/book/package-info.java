/**
 * The scenario book: what can happen to a Messages store between two looks at it, played on forged
 * devices, with what is true of it. The truth about presence is read from the stores with SQL; the
 * truth about causes is what the play did. Nothing here knows how findings are made.
 */
@NullMarked
package org.palimpsest.testdata.book;

import org.jspecify.annotations.NullMarked;
