package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.snapshot.Changes;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.Excerpt;
import org.palimpsest.snapshot.FacetCursor;

/** What changed between two snapshots. */
final class ChangesFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    try {
      Changes changes = Changes.read(bytes);
      walk(changes.before());
      walk(changes.after());
    } catch (IOException e) {
      // The one refusal.
    }
  }

  private static void walk(Excerpt rows) throws IOException {
    DigestCursor cursor = rows.digests().cursor();
    FacetCursor facets = rows.index().cursor();
    long line = -1;
    while (cursor.next()) {
      assertThat(rows.line(cursor.number())).isGreaterThan(line);
      line = rows.line(cursor.number());
      assertThat(cursor.key()).isNotNull();
      assertThat(facets.facets(cursor.number())).isNotNull();
    }
  }
}
