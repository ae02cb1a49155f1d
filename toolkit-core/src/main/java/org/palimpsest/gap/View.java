package org.palimpsest.gap;

/** Where the pages that a remain continues on may lie, in the state that the remain is of. */
@FunctionalInterface
interface View {

  /** The place of a page, or {@link Spot#NOWHERE} when it cannot be a part of a deleted row. */
  long spot(int page);
}
