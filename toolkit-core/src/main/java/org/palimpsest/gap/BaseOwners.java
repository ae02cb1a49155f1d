package org.palimpsest.gap;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.BtreePage;
import org.palimpsest.sqlite.BtreePage.Kind;

/**
 * Knows which b-tree a page belonged to in the states before the last: those of the main file
 * without its log, and of each commit, as inner pages move their children.
 */
final class BaseOwners {

  private final Shapes shapes;
  private final PageMap current;
  private final @Nullable PageMap moving;
  private final BtreePage view;

  BaseOwners(CurrentState state, Shapes shapes, PageMap current) throws IOException {
    this.shapes = shapes;
    this.current = current;
    this.view = new BtreePage(state.header());
    if (state.frames() == null) {
      moving = null;
      return;
    }
    int pages = Math.max(current.pages(), state.pagesInMain());
    PageMap base = new PageMap(state.header(), pages);
    PageMap.Reader reader = (number, into) -> state.readAt(state.spotInMain(number), into);
    base.walk(1, Shapes.SCHEMA, reader);
    List<Shapes.Entry> entries = SchemaReader.read(state.header(), shapes, base, reader);
    for (Shape shape : shapes.all()) {
      for (Shapes.Entry entry : entries) {
        boolean same =
            entry.root() == shape.root
                && (shape.isIndex() ? shape.index : shape.table).equalsIgnoreCase(entry.name());
        if (same && shape.root <= pages) {
          base.walk((int) shape.root, shape.id, reader);
        }
      }
    }
    moving = base;
  }

  /** The shape of a page version, or -1; versions must be shown in the order of the log. */
  int of(Image image, byte[] page) {
    int number = image.page();
    if (moving == null || image.region() == Region.LOG_OLDER_GENERATION) {
      return current.owner(number);
    }
    int owner = moving.owner(number);
    if (owner < 0) {
      owner = root(number);
    }
    if (image.region() == Region.LOG_COMMIT) {
      Kind kind = view.point(page, number);
      if (owner >= 0 && (kind == Kind.TABLE_INNER || kind == Kind.INDEX_INNER)) {
        for (int i = 0; i < view.cells(); i++) {
          moving.own(view.child(i), owner);
        }
        moving.own(view.lastChild(), owner);
      }
    }
    return owner >= 0 ? owner : current.owner(number);
  }

  private int root(int page) {
    for (Shape shape : shapes.all()) {
      if (shape.root == page) {
        return shape.id;
      }
    }
    return -1;
  }
}
