package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of a database are not what they were in an earlier state of it, and which rows of a
 * table can therefore have changed.
 *
 * <p>A row lies on a leaf and, where it is long, on overflow pages. A leaf that is the same says
 * nothing of its overflow pages, since SQLite writes over these in place when a value keeps its
 * length, and since a database that was damaged or forged may use a page for two things at once. So
 * the chains of all rows on leaves that are the same are followed, page by page: the leaf says
 * where a chain begins, and each page that is the same says where it goes on. A leaf is kept only
 * if every page of every chain is the same; then its rows are, whatever else may use these pages.
 */
public final class PageChanges {

  /** What two states of the main file have in common. */
  @FunctionalInterface
  public interface Common {
    /** Whether the bytes {@code [from … to)} of the main file are the same in both. */
    boolean covers(long from, long to);
  }

  private final Database before;
  private final Database after;
  private final BitSet changed = new BitSet();

  /** Pages up to this one were compared; a log may claim any number, and what is beyond differs. */
  private final int compared;

  private final @Nullable PageLinks links;

  private PageChanges(Database before, Database after, @Nullable PageLinks links) {
    this.links = links;
    this.before = before;
    this.after = after;
    this.compared = (int) Math.min(before.mostPages(), after.mostPages());
  }

  /**
   * Compares two states.
   *
   * @param main what is known of the main files; where the logs hold a page, both are read
   * @param links of the later main file; null if they were not noted
   * @return empty when they cannot be compared page by page
   */
  public static Optional<PageChanges> between(
      Database before, Database after, Common main, @Nullable PageLinks links)
      throws MalformedDatabaseException, IOException {
    boolean alike =
        before.header().pageSize() == after.header().pageSize()
            && before.header().usable() == after.header().usable()
            && before.header().encoding().equals(after.header().encoding());
    if (!alike
        || before.isRolledBack()
        || after.isRolledBack()
        || !before.damage().isEmpty()
        || !after.damage().isEmpty()) {
      return Optional.empty();
    }
    PageChanges changes = new PageChanges(before, after, links);
    changes.compare(main);
    return Optional.of(changes);
  }

  private void compare(Common main) throws MalformedDatabaseException, IOException {
    int size = after.pageSize();
    byte[] old = new byte[size];
    byte[] now = new byte[size];
    for (int page = 1; page <= compared; page++) {
      if (before.isInLog(page) || after.isInLog(page)) {
        before.read(page, old, 0);
        after.read(page, now, 0);
        changed.set(page, !Arrays.equals(old, now));
      } else {
        changed.set(page, !main.covers((page - 1L) * size, (long) page * size));
      }
    }
  }

  /** Whether a page may be another one than it was. */
  boolean isChanged(int page) {
    return page < 1 || page > compared || changed.get(page);
  }

  /**
   * How the leaves of a table have changed.
   *
   * @return empty when the table is not one and the same in both states, or one of them is damaged
   */
  public Optional<LeafChanges> leaves(String name) throws IOException {
    try {
      Optional<Table> old = before.table(name);
      Optional<Table> now = after.table(name);
      if (old.isEmpty()
          || now.isEmpty()
          || !now.get().hasRowids()
          || !old.get().entry().sql().equals(now.get().entry().sql())) {
        return Optional.empty();
      }
      List<Damage> damage = new ArrayList<>();
      TableTree oldTree = new TableTree(before, old.get().form());
      int[] oldLeaves = oldTree.leaves(old.get().root(), damage::add);
      int[] nowLeaves = now.get().leaves(damage::add);
      return damage.isEmpty()
          ? Optional.of(leaves(oldLeaves, oldTree.lasts(), nowLeaves))
          : Optional.empty();
    } catch (MalformedDatabaseException e) {
      return Optional.empty();
    }
  }

  private LeafChanges leaves(int[] oldLeaves, long[] oldLasts, int[] nowLeaves)
      throws MalformedDatabaseException, IOException {
    BitSet nowHas = new BitSet();
    Arrays.stream(nowLeaves).forEach(nowHas::set);
    BitSet kept = new BitSet();
    for (int leaf : oldLeaves) {
      kept.set(leaf, nowHas.get(leaf) && !isChanged(leaf));
    }
    new OverflowChains(after, this::isChanged, links).clearBroken(kept);
    int[] gone = new int[oldLeaves.length];
    long[] above = new long[oldLeaves.length];
    long[] last = new long[oldLeaves.length];
    int count = 0;
    for (int i = 0; i < oldLeaves.length; i++) {
      if (!kept.get(oldLeaves[i])) {
        gone[count] = oldLeaves[i];
        above[count] = i == 0 ? Long.MIN_VALUE : oldLasts[i - 1];
        last[count++] = oldLasts[i];
      }
    }
    return new LeafChanges(
        Arrays.copyOf(gone, count),
        Arrays.copyOf(above, count),
        Arrays.copyOf(last, count),
        Arrays.stream(nowLeaves).filter(leaf -> !kept.get(leaf)).sorted().toArray(),
        kept.stream().toArray());
  }

  /** How many pages differ. */
  @Override
  public String toString() {
    return changed.cardinality() + " pages changed";
  }
}
