package org.palimpsest.testdata.book;

import java.util.ArrayList;
import java.util.List;

/** Every scenario of the book. */
public final class ScenarioBook {

  private ScenarioBook() {}

  /** All scenarios, chapter by chapter. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.addAll(LocalScenes.all());
    all.addAll(SyncScenes.all());
    all.addAll(BinScenes.all());
    all.addAll(RetentionScenes.all());
    all.addAll(SystemScenes.all());
    all.addAll(StoreScenes.all());
    all.addAll(ToolScenes.all());
    all.addAll(ContentScenes.all());
    return List.copyOf(all);
  }
}
