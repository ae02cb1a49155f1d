package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Table;
import org.palimpsest.work.Awaited;

/**
 * A search for the leaf pages of the message table, begun before they are asked for: of a large
 * store it takes as long as the joins do.
 */
final class LeafSearch {

  /** The leaves in the order of the file, and what of the pages above them could not be read. */
  private record Found(int[] leaves, List<Damage> damage) {}

  private final FutureTask<Found> search;

  private LeafSearch(FutureTask<Found> search) {
    this.search = search;
  }

  static LeafSearch begin(Table messages, Executor background) {
    FutureTask<Found> search = new FutureTask<>(() -> search(messages));
    background.execute(search);
    return new LeafSearch(search);
  }

  private static Found search(Table messages) throws IOException {
    List<Damage> damage = new ArrayList<>();
    int[] leaves = messages.leaves(damage::add);
    Arrays.sort(leaves);
    return new Found(leaves, damage);
  }

  /** The leaves; damage is told now, so that its order does not depend on the search's speed. */
  int[] leaves(Consumer<Damage> damage) throws IOException {
    Found found = Awaited.of(search);
    found.damage.forEach(damage);
    return found.leaves.clone();
  }
}
