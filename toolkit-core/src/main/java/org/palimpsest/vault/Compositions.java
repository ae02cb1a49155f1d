package org.palimpsest.vault;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Compositions of contents that were opened lately. The lists of a long series are one chain, and
 * what is known of an earlier one is most of the way to a later one. Safe for use by several
 * threads.
 */
final class Compositions {

  /** Most numbers that are kept: some thirty megabytes. */
  private static final long MOST = 4 << 20;

  /**
   * Every so many patches what they come to is kept too. Neighbours in a series are asked for from
   * the newest back as often as forward, and an earlier one cannot be made from a later one.
   */
  private static final int STAGE = 32;

  private final Map<Sha256, Composition> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  /** What a chain comes to, its root given first. */
  Composition of(List<StoredObject> chain, PackFiles files) throws IOException {
    Composition before = nearest(chain);
    int stage = (chain.size() - 1) / STAGE * STAGE;
    if (stage > (before == null ? 0 : before.patches())) {
      before = Composition.of(before, chain.subList(0, stage + 1), files);
      keep(chain.get(stage).sha256(), before);
    }
    Composition made = Composition.of(before, chain, files);
    if (chain.size() > 1) {
      keep(chain.get(chain.size() - 1).sha256(), made);
    }
    return made;
  }

  private synchronized @Nullable Composition nearest(List<StoredObject> chain) {
    for (int i = chain.size() - 1; i > 0; i--) {
      Composition known = kept.get(chain.get(i).sha256());
      if (known != null && known.begins(chain)) {
        return known;
      }
    }
    return null;
  }

  private synchronized void keep(Sha256 name, Composition made) {
    Composition other = kept.put(name, made);
    weight += made.weight() - (other == null ? 0 : other.weight());
    Iterator<Composition> oldest = kept.values().iterator();
    while (weight > MOST && oldest.hasNext()) {
      weight -= oldest.next().weight();
      oldest.remove();
    }
  }
}
