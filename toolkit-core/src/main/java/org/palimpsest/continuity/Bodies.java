package org.palimpsest.continuity;

import java.util.List;

/** Messages whose two copies of the text differ. */
final class Bodies implements Signal {

  @Override
  public String kind() {
    return "texts";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.has("message", "attributedBody");
  }

  @Override
  public List<Gap> find(StoreScan scan) {
    long count = scan.facts().path("disagreeingTexts").asLong();
    if (count == 0) {
      return List.of();
    }
    return List.of(
        new Gap(
            "texts-disagree",
            Strength.MEDIUM,
            true,
            count,
            Say.count(count, "message holds", "messages hold")
                + " one text in column text and another in attributedBody; in a sound store the two"
                + " agree.",
            List.of("an app or an older system wrote one of the two only"),
            List.of(Place.table("message"))));
  }
}
