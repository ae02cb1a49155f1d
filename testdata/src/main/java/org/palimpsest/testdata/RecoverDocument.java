package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code palimpsest recover --json} wrote, as far as it can be compared with a truth.
 *
 * @param rungs the status of each rung, in order
 * @param remains what was found
 * @param staleCopies how many copies of rows that are there were met
 */
record RecoverDocument(Map<String, String> rungs, List<Remain> remains, long staleCopies) {
  private static final String SCHEMA = "palimpsest/recover/1";

  /** One remain; {@code values} are {@link #plain}, and {@code rowid} is null when unknown. */
  record Remain(
      String sort,
      String kind,
      String table,
      List<@Nullable String> values,
      boolean complete,
      @Nullable String rowid,
      boolean rowidProven,
      String place) {}

  /** A value as the document writes it: integers in decimal, blobs in hexadecimal. */
  static @Nullable String plain(@Nullable Object value) {
    if (value instanceof byte[] blob) {
      return HexFormat.of().formatHex(blob);
    }
    return value == null ? null : value.toString();
  }

  /** Reads a document; {@link IllegalArgumentException} if it is not one. */
  static RecoverDocument read(String json) {
    if (!(JsonText.read(json) instanceof Map<?, ?> document)
        || !SCHEMA.equals(document.get("schema"))) {
      throw new IllegalArgumentException("no document of recovery");
    }
    Map<String, String> rungs = new LinkedHashMap<>();
    for (Map<?, ?> rung : objects(document, "rungs")) {
      rungs.put(text(rung, "rung"), text(rung, "status"));
    }
    List<Remain> remains = new ArrayList<>();
    for (Map<?, ?> remain : objects(document, "remains")) {
      remains.add(
          new Remain(
              text(remain, "class"),
              text(remain, "kind"),
              text(remain, "table"),
              list(remain, "values").stream().map(RecoverDocument::plain).toList(),
              Boolean.TRUE.equals(remain.get("complete")),
              plain(remain.get("rowid")),
              Boolean.TRUE.equals(remain.get("rowidProven")),
              plain(remain.get("file"))
                  + ":"
                  + plain(remain.get("offset"))
                  + " "
                  + plain(remain.get("region"))));
    }
    Object stale = document.get("staleCopies");
    return new RecoverDocument(rungs, remains, stale instanceof Long number ? number : -1);
  }

  private static List<?> list(Map<?, ?> json, String name) {
    return (List<?>) Objects.requireNonNull(json.get(name), name);
  }

  private static List<? extends Map<?, ?>> objects(Map<?, ?> json, String name) {
    return list(json, name).stream().map(each -> (Map<?, ?>) Objects.requireNonNull(each)).toList();
  }

  private static String text(Map<?, ?> json, String name) {
    return String.valueOf(json.get(name));
  }
}
