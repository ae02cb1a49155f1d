package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageSetTest {

  @Test
  void aPageIsAddedOnce() {
    PageSet pages = new PageSet(300);
    assertThat(pages.contains(300)).isFalse();
    assertThat(pages.add(300)).isTrue();
    assertThat(pages.add(300)).isFalse();
    assertThat(pages.contains(300)).isTrue();
    assertThat(pages.contains(299)).isFalse();
  }

  /** A damaged page may lead anywhere, and a log may claim any number of pages. */
  @Test
  void numbersBesideTheFileAreAddedOnceToo() {
    PageSet pages = new PageSet(300);
    for (int number : new int[] {0, -1, 301, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(pages.contains(number)).isFalse();
      assertThat(pages.add(number)).isTrue();
      assertThat(pages.add(number)).isFalse();
      assertThat(pages.contains(number)).isTrue();
    }
    assertThat(pages.contains(1)).isFalse();
    assertThat(new PageSet(0).add(1)).isTrue();
  }
}
