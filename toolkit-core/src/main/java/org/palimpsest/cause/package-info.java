/**
 * What made a message go, as far as the data bears it: one small rule per conclusion, asked in a
 * fixed order, each with a sentence, its premises as data, what speaks against it and what it does
 * not exclude. Two snapshots and what other devices show go in, one {@link Attribution} comes out
 * for each message. Pure: no file, clock or network, and never a word about who or why.
 */
@NullMarked
package org.palimpsest.cause;

import org.jspecify.annotations.NullMarked;
