package org.palimpsest.continuity;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.apple.AppleTime;

/** Old dates under new numbers: what sync does, and what planting a message does. */
final class Order implements Signal {

  private static final long DAY = 86_400L;

  @Override
  public String kind() {
    return "date-order";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.messages() > 1;
  }

  @Override
  public List<Gap> find(StoreScan scan) {
    long count = 0;
    long newest = Long.MIN_VALUE;
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < scan.messages(); i++) {
      long sent = AppleTime.unixSeconds(scan.date(i));
      if (sent == 0) {
        continue;
      }
      if (newest != Long.MIN_VALUE && sent < newest - DAY) {
        count++;
        if (places.size() < Gap.LISTED) {
          places.add(Place.row("message", scan.rowid(i)));
        }
      }
      newest = Math.max(newest, sent);
    }
    if (count == 0) {
      return List.of();
    }
    return List.of(
        new Gap(
            "late-old-rows",
            Strength.WEAK,
            false,
            count,
            Say.count(count, "message has", "messages have")
                + " a higher row number than messages sent more than a day later"
                + (scan.syncOn() ? "" : ", though sync does not appear to be on")
                + ".",
            List.of(
                "sync and restores insert old messages late",
                "a device that was off receives messages late"),
            places));
  }
}
