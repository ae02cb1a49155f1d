package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.sqlite.LogFrames;
import org.palimpsest.sqlite.LogFrames.Frame;
import org.palimpsest.sqlite.LogFrames.Standing;
import org.palimpsest.sqlite.RollbackJournal;

/**
 * The versions of pages other than those in use: of the log, of what it replaces, of the journal.
 */
final class Versions {

  private final CurrentState state;
  private final Found found;

  Versions(CurrentState state, Found found) {
    this.state = state;
    this.found = found;
  }

  /** Earlier versions of pages that the log holds, and those of the main file that it replaces. */
  List<Image> ofLog() {
    List<Image> images = new ArrayList<>();
    LogFrames frames = state.frames();
    if (frames == null) {
      return images;
    }
    found.logFrames = frames.frames().size();
    View main = state::spotInMain;
    Map<Integer, List<Frame>> byPage = new HashMap<>();
    for (Frame frame : frames.frames()) {
      byPage.computeIfAbsent(frame.page(), number -> new ArrayList<>()).add(frame);
    }
    for (int number : byPage.keySet().stream().mapToInt(Integer::intValue).sorted().toArray()) {
      if (state.isReplaced(number) && state.spotInMain(number) != Spot.NOWHERE) {
        images.add(new Image(state.spotInMain(number), number, Region.SUPERSEDED_PAGE, 0, main));
      }
    }
    Map<Integer, View> views = new HashMap<>();
    for (Frame frame : frames.frames()) {
      long spot = Spot.of(Evidence.WAL, frame.offset());
      if (spot == state.spot(frame.page())) {
        continue;
      }
      Region region =
          switch (frame.standing()) {
            case COMMITTED -> Region.LOG_COMMIT;
            case UNCOMMITTED -> Region.LOG_UNCOMMITTED;
            case OLDER -> Region.LOG_OLDER_GENERATION;
            case TORN -> Region.LOG_TORN;
          };
      View view =
          frame.standing() == Standing.COMMITTED
              ? views.computeIfAbsent(frame.commit(), commit -> at(byPage, commit))
              : sameGeneration(byPage, frame);
      images.add(new Image(spot, frame.page(), region, frame.commit(), view));
    }
    return images;
  }

  /** The state after a commit. */
  private View at(Map<Integer, List<Frame>> byPage, int commit) {
    return number -> {
      long spot = state.spotInMain(number);
      for (Frame frame : byPage.getOrDefault(number, List.of())) {
        if (frame.standing() == Standing.COMMITTED && frame.commit() <= commit) {
          spot = Spot.of(Evidence.WAL, frame.offset());
        }
      }
      return spot;
    };
  }

  private View sameGeneration(Map<Integer, List<Frame>> byPage, Frame of) {
    return number -> {
      long spot = state.spotInMain(number);
      for (Frame frame : byPage.getOrDefault(number, List.of())) {
        if (frame.generation() == of.generation()) {
          spot = Spot.of(Evidence.WAL, frame.offset());
        }
      }
      return spot;
    };
  }

  /** Pages as they were before the transaction of a rollback journal. */
  List<Image> ofJournal() throws IOException {
    List<Image> images = new ArrayList<>();
    var file = state.evidence().journal();
    if (file == null) {
      return images;
    }
    RollbackJournal journal =
        RollbackJournal.read(file, state.header().pageSize(), Integer.MAX_VALUE - 8);
    found.journalBlank = journal.blank();
    found.journalPages = journal.entries().size();
    Map<Integer, Long> offsets = new HashMap<>();
    for (RollbackJournal.Entry entry : journal.entries()) {
      offsets.putIfAbsent(entry.page(), entry.offset());
    }
    View view =
        number -> {
          Long offset = offsets.get(number);
          return offset == null ? state.spotInMain(number) : Spot.of(Evidence.JOURNAL, offset);
        };
    for (RollbackJournal.Entry entry : journal.entries()) {
      images.add(
          new Image(
              Spot.of(Evidence.JOURNAL, entry.offset()),
              entry.page(),
              Region.JOURNAL_PAGE,
              0,
              view));
    }
    return images;
  }
}
