package org.palimpsest.gap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.palimpsest.sqlite.StoreHeader;

/** Follows the pages on which a deleted row continues, as far as they are not used again. */
final class Chains {

  private static final int LONGEST = 1 << 16;

  private final CurrentState state;
  private final byte[] page;

  Chains(CurrentState state) {
    this.state = state;
    this.page = new byte[state.header().pageSize()];
  }

  /** Finds the chain of a remain; it is complete only if every page of it is there. */
  void follow(Remain remain) throws IOException {
    StoreHeader header = state.header();
    if (remain.chain == 0) {
      int local =
          remain.shape.form == Shape.Form.TABLE
              ? header.localInTable(remain.payload)
              : header.localInIndex(remain.payload);
      remain.complete &= local == remain.payload;
      return;
    }
    int inCell = remain.localEnd - remain.bodyAt;
    long body = remain.payload - (remain.bodyAt - headerAt(remain));
    long pages = (body - inCell + header.usable() - 5) / (header.usable() - 4);
    if (pages > LONGEST) {
      remain.complete = false;
      return;
    }
    long[] spots = new long[(int) pages];
    LongSet seen = new LongSet();
    int number = remain.chain;
    int found = 0;
    while (found < spots.length) {
      long spot = remain.image.view().spot(number);
      if (spot == Spot.NOWHERE || !seen.add(number) || !state.readAt(spot, page)) {
        break;
      }
      spots[found++] = spot;
      number = ByteBuffer.wrap(page).getInt(0);
    }
    remain.chainSpots = Arrays.copyOf(spots, found);
    remain.complete &= found == spots.length && number == 0;
  }

  /** Where the record header begins; its length takes one byte or two before the types. */
  private static int headerAt(Remain remain) {
    int types = remain.bodyAt - remain.typesAt;
    return remain.typesAt - (types + 1 < 128 ? 1 : 2);
  }
}
