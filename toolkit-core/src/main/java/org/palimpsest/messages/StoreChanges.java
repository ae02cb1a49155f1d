package org.palimpsest.messages;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.LeafChanges;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.PageChanges;
import org.palimpsest.sqlite.PageLinks;
import org.palimpsest.sqlite.Table;

/**
 * Which messages of a store can differ from what an earlier state of it held.
 *
 * <p>A message is its row and what other tables say of it. Rows can have changed on leaves that
 * did. On all other leaves a message can only have changed through the tables that are joined to
 * it, which are small beside the messages and are compared pair by pair, or through a handle that
 * means somebody else now; the rows that name such a handle are looked for.
 *
 * @param leaves of the message table
 * @param touched ROWIDs of messages whose row may be the same and which may still have changed;
 *     ascending, each once
 */
public record StoreChanges(LeafChanges leaves, long[] touched) {

  /**
   * Compares two states of a store.
   *
   * @param main what is known of their main files
   * @param links of the later one's; null if they were not noted
   * @return empty when every message must be read
   */
  public static Optional<StoreChanges> between(
      MessagesStore before, MessagesStore after, PageChanges.Common main, @Nullable PageLinks links)
      throws MalformedDatabaseException, IOException {
    if (MadridDecoder.fits(before.messageTable()) || MadridDecoder.fits(after.messageTable())) {
      return Optional.empty();
    }
    Optional<PageChanges> pages =
        PageChanges.between(before.database(), after.database(), main, links);
    if (pages.isEmpty()) {
      return Optional.empty();
    }
    Optional<LeafChanges> leaves = pages.get().leaves(after.messageTable().name());
    if (leaves.isEmpty()) {
      return Optional.empty();
    }
    LongStream.Builder touched = LongStream.builder();
    Joins.differing(before.joins(), after.joins(), touched);
    if (!before.handles().equals(after.handles())) {
      naming(after, leaves.get().kept(), Joins.isOther(before.handles(), after.handles()), touched);
    }
    return before.isDamaged() || after.isDamaged()
        ? Optional.empty()
        : Optional.of(
            new StoreChanges(leaves.get(), touched.build().sorted().distinct().toArray()));
  }

  /** The messages on those leaves that name one of those handles. */
  private static void naming(
      MessagesStore store, int[] leaves, LongPredicate handle, LongStream.Builder touched)
      throws IOException {
    Table table = store.messageTable();
    int sender = table.column("handle_id");
    int other = table.column("other_handle");
    table.scan(
        leaves,
        0,
        leaves.length,
        row -> {
          if (handle.test(Columns.integer(row, sender))
              || handle.test(Columns.integer(row, other))) {
            touched.accept(row.rowid());
          }
        },
        store::note);
  }

  /** The leaves that are the same, as a set. */
  public BitSet kept() {
    BitSet kept = new BitSet();
    Arrays.stream(leaves.kept()).forEach(kept::set);
    return kept;
  }

  /** How many there are. */
  @Override
  public String toString() {
    return leaves + ", " + touched.length + " messages touched";
  }
}
