package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.BtreePage.Kind;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.StoreHeader;

/**
 * Looks for what deletion left in one store.
 *
 * <p>The order of the work. The schema and the use of every page are read first, then a sample of
 * rows from which each column's rule learns. The pages in use are walked once: their ROWIDs are
 * noted, their overflow pages claimed, and their free space searched. Then come the pages that are
 * not in use, and the other versions of pages that log and journal hold. What was found is known by
 * hashes; a second walk over the rows in use says which of those hashes are still there. So memory
 * grows with what was found, not with what is there.
 */
public final class Recovery {

  private static final int SAMPLE = 24;
  private static final byte TABLE_LEAF = 13;

  private final CurrentState state;
  private final StoreHeader header;
  private final Shapes shapes;
  private final PageMap map;
  private final byte[] page;
  private final View freed;
  private final List<String> dropped = new ArrayList<>();
  private final Map<Integer, int[]> pagesOf = new HashMap<>();

  private final BitSet filled = new BitSet();
  private final Found found = new Found();

  private Recovery(CurrentState state) throws IOException {
    this.state = state;
    this.header = state.header();
    this.shapes = new Shapes(header.encoding());
    this.map = new PageMap(header, state.pages());
    this.page = new byte[header.pageSize()];
    this.freed =
        number -> {
          PageMap.Use use = map.use(number);
          boolean free = use == PageMap.Use.NONE || use == PageMap.Use.FREE;
          return !free
              ? Spot.NOWHERE
              : number <= state.pages() ? state.spot(number) : state.spotInMain(number);
        };
  }

  /**
   * Looks at every rung.
   *
   * @throws MalformedDatabaseException if the files cannot be read as a database
   */
  public static Recovered of(Evidence evidence) throws MalformedDatabaseException, IOException {
    return new Recovery(CurrentState.open(evidence)).run();
  }

  private Recovered run() throws IOException {
    readSchema();
    Versions versions = new Versions(state, found);
    List<Image> logImages = versions.ofLog();
    List<Image> journalImages = versions.ofJournal();
    findDropped(logImages, journalImages);
    pagesOf();
    learn();
    Inference inference = new Inference(header, shapes);
    Examiner survey = new Examiner(header, List.of(), new Collector(true));
    walkUsed(survey, inference);
    inferFromUnused(inference);
    DroppedIndexes indexes = dropped(logImages, journalImages);
    Collector collector = new Collector(false, shapes.comparable());
    Examiner examiner = new Examiner(header, shapes.all(), collector, indexes::of);
    for (Shape shape : shapes.all()) {
      found.sequences(shape);
    }
    BaseOwners owners = new BaseOwners(state, shapes, map);
    for (Image image : logImages) {
      if (state.readAt(image.spot(), page)) {
        int owner = owners.of(image, page);
        examiner.image(page, image, owner);
      }
    }
    for (Image image : journalImages) {
      if (state.readAt(image.spot(), page)) {
        examiner.image(page, image, map.owner(image.page()));
      }
    }
    walkUnused(examiner, true);
    walkUnused(examiner, false);
    walkSpaces(examiner);
    found.take(survey, map, state);
    Chains chains = new Chains(state);
    for (Remain remain : collector.remains()) {
      chains.follow(remain);
    }
    Living living = new Living(collector);
    if (!collector.remains().isEmpty()) {
      walkLiving(living);
    }
    Classifier classifier = new Classifier(state, living);
    List<Remain> remains = classifier.sort(collector.remains());
    return new Recovered(
        state,
        shapes,
        Ladder.of(found, remains, shapes),
        remains,
        classifier.stale(),
        dropped,
        collector.full());
  }

  private void readSchema() throws IOException {
    map.walk(1, Shapes.SCHEMA, state::read);
    shapes.add(SchemaReader.read(header, shapes, map, state::read), true);
    for (Shape shape : shapes.all()) {
      if (shape.id != Shapes.SCHEMA && shape.root <= map.pages()) {
        map.walk((int) shape.root, shape.id, state::read);
      }
    }
    map.walkFreelist(state::read);
  }

  /** Finds definitions that the schema table no longer holds, and adds their shapes. */
  private void findDropped(List<Image> logImages, List<Image> journalImages) throws IOException {
    Collector rows = new Collector(true);
    Examiner examiner = new Examiner(header, List.of(shapes.get(Shapes.SCHEMA)), rows);
    for (int number = 1; number <= map.pages(); number++) {
      PageMap.Use use = map.use(number);
      boolean schema = use == PageMap.Use.TREE && map.owner(number) == Shapes.SCHEMA;
      boolean unused = use != PageMap.Use.TREE && use != PageMap.Use.RESERVED;
      if ((schema || unused) && state.read(number, page)) {
        look(examiner, number, schema, use);
      }
    }
    for (List<Image> images : List.of(logImages, journalImages)) {
      for (Image image : images) {
        if (state.readAt(image.spot(), page)) {
          examiner.image(page, image, map.owner(image.page()) == Shapes.SCHEMA ? 0 : -1);
        }
      }
    }
    Chains chains = new Chains(state);
    Recovered reading =
        new Recovered(state, shapes, List.of(), rows.remains(), 0, List.of(), false);
    List<Shapes.Entry> entries = new ArrayList<>();
    for (Remain remain : rows.remains()) {
      chains.follow(remain);
      Shapes.Entry entry = entry(reading.values(remain));
      if (remain.complete && entry != null) {
        entries.add(entry);
      }
    }
    int before = shapes.all().size();
    shapes.add(entries, false);
    for (Shape shape : shapes.all().subList(before, shapes.all().size())) {
      if (!shape.isIndex()) {
        dropped.add(shape.table);
      }
    }
  }

  private void look(Examiner examiner, int number, boolean inUse, PageMap.Use use)
      throws IOException {
    long spot = state.spot(number);
    int commit = state.commit(number);
    if (inUse) {
      examiner.view().point(page, number);
      examiner.spaces(page, spot, number, commit, shapes.get(Shapes.SCHEMA), freed);
    } else if (use == PageMap.Use.TRUNK) {
      examiner.trunk(page, new Image(spot, number, Region.FREELIST_TRUNK, commit, freed));
    } else {
      Region region = use == PageMap.Use.FREE ? Region.FREELIST_LEAF : Region.UNREFERENCED_PAGE;
      examiner.image(page, new Image(spot, number, region, commit, freed), -1);
    }
  }

  private static Shapes.@Nullable Entry entry(List<Value> values) {
    if (values.get(0) instanceof Value.Words type
        && values.get(1) instanceof Value.Words name
        && values.get(2) instanceof Value.Words table
        && values.get(3) instanceof Value.Whole root
        && (type.value().equals("table") || type.value().equals("index"))) {
      String sql = values.get(4) instanceof Value.Words words ? words.value() : "";
      boolean can = sql.startsWith("CREATE ") || type.value().equals("index") && sql.isEmpty();
      return can
          ? new Shapes.Entry(type.value(), name.value(), table.value(), root.value(), sql)
          : null;
    }
    return null;
  }

  private void pagesOf() {
    int[] counts = new int[shapes.all().size()];
    for (int number = 1; number <= map.pages(); number++) {
      if (map.use(number) == PageMap.Use.TREE && map.owner(number) >= 0) {
        counts[map.owner(number)]++;
      }
    }
    int[][] lists = new int[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      lists[i] = new int[counts[i]];
      pagesOf.put(i, lists[i]);
    }
    int[] filled = new int[counts.length];
    for (int number = 1; number <= map.pages(); number++) {
      if (map.use(number) == PageMap.Use.TREE && map.owner(number) >= 0) {
        int owner = map.owner(number);
        lists[owner][filled[owner]++] = number;
      }
    }
  }

  private int[] pagesOf(Shape shape) {
    return pagesOf.getOrDefault(shape.id, new int[0]);
  }

  /** Lets each column's rule learn from some rows, first and last pages included. */
  private void learn() throws IOException {
    Examiner examiner = new Examiner(header, List.of(), new Collector(true));
    for (Shape shape : shapes.all()) {
      int[] pages = pagesOf(shape);
      int steps = Math.min(SAMPLE, pages.length);
      for (int i = 0; i < steps; i++) {
        int number = pages[steps == 1 ? 0 : (int) ((long) i * (pages.length - 1) / (steps - 1))];
        if (state.read(number, page)) {
          examiner.view().point(page, number);
          examiner.records(page, shape, (record, rowid, end, over) -> learn(shape, record, end));
        }
      }
      shape.settled = shape.rules[0].learned();
    }
  }

  private void learn(Shape shape, RecordView record, int end) {
    if (record.count == 0) {
      return;
    }
    shape.atLeast(record.count);
    for (int i = 0; i < Math.min(record.count, shape.columns()); i++) {
      long last = record.at[i] + Serial.size(record.types[i]);
      if (last <= end) {
        shape.rules[i].learn(page, record.at[i], record.types[i], true);
      } else if (record.types[i] >= 12) {
        shape.rules[i].learn(page, 0, record.types[i], false);
      }
    }
  }

  /** The pages in use, tables first, so that ROWIDs are known when indexes are searched. */
  private void walkUsed(Examiner examiner, Inference inference) throws IOException {
    for (boolean indexes : new boolean[] {false, true}) {
      for (Shape shape : List.copyOf(shapes.all())) {
        if (shape.isIndex() == indexes && shape.live) {
          walk(examiner, shape, inference);
        }
      }
      found.readSequences(shapes, state, map, pagesOf);
    }
  }

  private void walk(Examiner examiner, Shape shape, Inference inference) throws IOException {
    for (int number : pagesOf(shape)) {
      if (!state.read(number, page)) {
        found.unreadable++;
        continue;
      }
      if (examiner.view().point(page, number) == Kind.NONE) {
        found.unreadable++;
        continue;
      }
      examiner.records(
          page,
          shape,
          (record, rowid, end, overflow) -> {
            if (shape.form == Shape.Form.TABLE) {
              shape.rowids.add(rowid);
            }
            if (overflow != 0) {
              claimChain(overflow, record.bodySize);
            }
          });
      if (examiner.survey(page, shape)) {
        filled.set(number);
        // A page that was another table's before has that table's rows in its gap.
        int from = examiner.view().pointersEnd();
        inference.see(page, from, Math.min(examiner.view().contentStart(), header.usable()));
      }
    }
  }

  private void inferFromUnused(Inference inference) throws IOException {
    for (int number = 1; number <= map.pages(); number++) {
      if (isFree(number) && state.read(number, page)) {
        inference.see(page, 8, header.usable());
      }
    }
  }

  /** Finds the indexes that the schema no longer names, by the rows of which they held entries. */
  private DroppedIndexes dropped(List<Image> logImages, List<Image> journalImages)
      throws IOException {
    DroppedIndexes indexes = new DroppedIndexes(header, shapes);
    for (int number = 1; number <= Math.max(map.pages(), state.pagesInMain()); number++) {
      boolean beyond = number > map.pages();
      if (isFree(number)
          && state.readAt(beyond ? state.spotInMain(number) : state.spot(number), page)) {
        indexes.see(page, number);
      }
    }
    for (List<Image> images : List.of(logImages, journalImages)) {
      for (Image image : images) {
        if (isFree(image.page()) && state.readAt(image.spot(), page)) {
          indexes.see(page, image.page());
        }
      }
    }
    Examiner examiner = new Examiner(header, List.of(), new Collector(true));
    for (Shape table : indexes.tables()) {
      indexes.compare(
          table,
          row -> {
            for (int number : pagesOf(table)) {
              if (state.read(number, page)) {
                examiner.view().point(page, number);
                examiner.records(
                    page, table, (record, rowid, end, over) -> row.see(record, rowid, page, end));
              }
            }
          });
    }
    indexes.settle();
    return indexes;
  }

  private boolean isFree(int number) {
    PageMap.Use use = map.use(number);
    return use == PageMap.Use.NONE || use == PageMap.Use.FREE || use == PageMap.Use.TRUNK;
  }

  /** The free space of the pages in use, last, when all is known that helps to read it. */
  private void walkSpaces(Examiner examiner) throws IOException {
    for (int number = filled.nextSetBit(0); number >= 0; number = filled.nextSetBit(number + 1)) {
      Shape owner = shapes.get(map.owner(number));
      if (state.read(number, page)) {
        examiner.view().point(page, number);
        examiner.spaces(page, state.spot(number), number, state.commit(number), owner, freed);
      }
    }
  }

  private void claimChain(int first, long size) throws IOException {
    byte[] next = new byte[header.pageSize()];
    int number = first;
    long left = size / (header.usable() - 4) + 2;
    while (left-- > 0 && map.claim(number, PageMap.Use.OVERFLOW, -1) && state.read(number, next)) {
      number = java.nio.ByteBuffer.wrap(next).getInt(0);
    }
  }

  /** The pages that are not in use, up to the end of the main file. */
  private void walkUnused(Examiner examiner, boolean tables) throws IOException {
    for (int number = 1; number <= Math.max(map.pages(), state.pagesInMain()); number++) {
      boolean beyond = number > map.pages();
      PageMap.Use use = map.use(number);
      if (use == PageMap.Use.TREE
          || use == PageMap.Use.OVERFLOW
          || use == PageMap.Use.RESERVED
          || (beyond && state.isReplaced(number))
          || !state.readAt(beyond ? state.spotInMain(number) : state.spot(number), page)) {
        continue;
      }
      // Rows first: what they hold helps to tell whose entry is whose.
      if (tables != (page[0] == TABLE_LEAF)) {
        continue;
      }
      boolean blank = isBlank(use == PageMap.Use.TRUNK);
      if (use == PageMap.Use.NONE) {
        found.unreferenced++;
        found.unreferencedFilled += blank ? 0 : 1;
      } else {
        found.freePages++;
        found.freeFilled += blank ? 0 : 1;
      }
      if (blank) {
        continue;
      }
      if (beyond) {
        Image image =
            new Image(state.spotInMain(number), number, Region.UNREFERENCED_PAGE, 0, freed);
        examiner.image(page, image, -1);
      } else {
        look(examiner, number, false, use);
      }
    }
  }

  private boolean isBlank(boolean trunk) {
    long listed = trunk ? java.nio.ByteBuffer.wrap(page).getInt(4) : 0;
    int from = trunk ? (int) Math.max(8, Math.min(header.usable(), 8 + 4 * listed)) : 0;
    for (int i = from; i < header.usable(); i++) {
      if (page[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void walkLiving(Living living) throws IOException {
    Examiner examiner = new Examiner(header, List.of(), new Collector(true));
    for (Shape shape : shapes.all()) {
      if (!shape.live || shape.internal) {
        continue;
      }
      for (int number : pagesOf(shape)) {
        if (state.read(number, page)) {
          examiner.view().point(page, number);
          examiner.records(
              page,
              shape,
              (record, rowid, end, overflow) -> living.see(shape, record, rowid, page, end));
        }
      }
    }
  }
}
