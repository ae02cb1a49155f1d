package org.palimpsest.finding;

import java.util.List;

/** Says one kind of thing about two snapshots, as often as there is reason to. */
interface Statement {

  /** What it says and when, in one sentence. */
  String sentence();

  /** The findings, in a fixed order. */
  List<Draft> findings(Review review);
}
