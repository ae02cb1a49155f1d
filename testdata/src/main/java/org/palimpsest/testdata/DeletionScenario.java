package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which rows of a Messages-like database are deleted, and what happens to the files
 * before and afterwards. Each leaves other remains: see {@link DeletionMatrix}.
 */
public enum DeletionScenario {
  /** A tenth, here and there; nothing is zeroed. */
  S01(Recipe.of(Pick.SCATTERED)),
  /** As S01, then 5 % new rows. */
  S02(Recipe.of(Pick.SCATTERED).then(Then.INSERT)),
  /** Here and there, zeroed where that is free. */
  S03(Recipe.of(Pick.SCATTERED).zeroing(Zeroing.FAST)),
  /** Here and there, zeroed. */
  S04(Recipe.of(Pick.SCATTERED).zeroing(Zeroing.ON)),
  /** A tenth in one run; nothing is zeroed. */
  S05(Recipe.of(Pick.CONTIGUOUS)),
  /** As S05, then 5 % new rows. */
  S06(Recipe.of(Pick.CONTIGUOUS).then(Then.INSERT)),
  /** One run in one transaction, zeroed where that is free. */
  S07(Recipe.of(Pick.CONTIGUOUS).zeroing(Zeroing.FAST)),
  /** One run, zeroed. */
  S08(Recipe.of(Pick.CONTIGUOUS).zeroing(Zeroing.ON)),
  /** One run; the file shrinks with each commit. */
  S09(Recipe.of(Pick.CONTIGUOUS).shrinking(Shrinking.FULL)),
  /** One run in a file that could shrink. */
  S10(Recipe.of(Pick.CONTIGUOUS).shrinking(Shrinking.INCREMENTAL)),
  /** As S10, and the file was told to shrink. */
  S11(Recipe.of(Pick.CONTIGUOUS).shrinking(Shrinking.INCREMENTAL).then(Then.SHRINK)),
  /** Here and there; the file shrinks with each commit. */
  S12(Recipe.of(Pick.SCATTERED).shrinking(Shrinking.FULL)),
  /** Here and there, then VACUUM. */
  S13(Recipe.of(Pick.SCATTERED).then(Then.VACUUM)),
  /** One run, then VACUUM. */
  S14(Recipe.of(Pick.CONTIGUOUS).then(Then.VACUUM)),
  /** One run, 20 commits, all of them only in the WAL. */
  S15(Recipe.of(Pick.CONTIGUOUS).journal(Journal.WAL).commits(20)),
  /** As S15, zeroed. */
  S16(Recipe.of(Pick.CONTIGUOUS).journal(Journal.WAL).commits(20).zeroing(Zeroing.ON)),
  /** 400 rows written and deleted in one WAL, each in a commit of its own. */
  S17(Recipe.of(Pick.PASSING).journal(Journal.WAL).zeroing(Zeroing.ON)),
  /** As S17; then 20 commits begin the WAL anew. */
  S18(
      Recipe.of(Pick.PASSING)
          .journal(Journal.WAL)
          .zeroing(Zeroing.ON)
          .then(Then.CHECKPOINT, Then.TWENTY)),
  /** As S18, with a limit at which the WAL is cut. */
  S19(
      Recipe.of(Pick.PASSING)
          .journal(Journal.WAL_CUT)
          .zeroing(Zeroing.ON)
          .then(Then.CHECKPOINT, Then.TWENTY)),
  /** Here and there, zeroed; the journal was kept. */
  S20(Recipe.of(Pick.SCATTERED).journal(Journal.PERSIST).zeroing(Zeroing.ON)),
  /** Here and there, zeroed; the journal was emptied. */
  S21(Recipe.of(Pick.SCATTERED).journal(Journal.TRUNCATE).zeroing(Zeroing.ON)),
  /** Whole chats of wide rows; nothing is zeroed. */
  S22(Recipe.of(Pick.CHATS).wide()),
  /** As S22, zeroed where that is free. */
  S23(Recipe.of(Pick.CHATS).wide().zeroing(Zeroing.FAST)),
  /** As S22, then 5 % new rows. */
  S24(Recipe.of(Pick.CHATS).wide().then(Then.INSERT)),
  /** Here and there among rows that overflow their pages; a fifth of the rows. */
  S25(Recipe.of(Pick.SCATTERED).overflowing()),
  /** DELETE without WHERE. */
  S26(Recipe.of(Pick.ALL)),
  /** DELETE without WHERE, zeroed where that is free. */
  S27(Recipe.of(Pick.ALL).zeroing(Zeroing.FAST)),
  /** As S17; the WAL was carried into the database and lies there still. */
  S28(Recipe.of(Pick.PASSING).journal(Journal.WAL).zeroing(Zeroing.ON).then(Then.CHECKPOINT)),
  /** Nothing was ever deleted. */
  S29(Recipe.of(Pick.NONE)),
  /** As Apple may do it: whole chats, FAST, a WAL that is carried over and cut, 20 later rows. */
  S30(Recipe.of(Pick.CHATS).wide().journal(Journal.APPLE).zeroing(Zeroing.FAST).then(Then.TWENTY)),
  /** As S30, one chat, and its deletion is still in the WAL. */
  S31(Recipe.of(Pick.ONE_CHAT).wide().journal(Journal.APPLE).zeroing(Zeroing.FAST)),
  /** As S07 with one commit for each row. */
  S32(Recipe.of(Pick.CONTIGUOUS).zeroing(Zeroing.FAST).commits(Recipe.EACH)),
  /** As S05 with one commit for each row. */
  S33(Recipe.of(Pick.CONTIGUOUS).commits(Recipe.EACH)),
  /** Everything, one commit for each row. */
  S34(Recipe.of(Pick.EVERY).commits(Recipe.EACH)),
  /** Nothing deleted among wide rows, so that only balancing leaves copies. */
  S35(Recipe.of(Pick.NONE).wide()),
  /** For the measurement of speed: one in a hundred of wide rows. */
  S36(Recipe.of(Pick.ONE_IN_A_HUNDRED).wide());

  // Immutable: the one list in it is a copy that nobody can change.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Recipe recipe;

  DeletionScenario(Recipe recipe) {
    this.recipe = recipe;
  }

  Recipe recipe() {
    return recipe;
  }

  /** Whether SQLite overwrote with zeros what it deleted, also in freed pages. */
  public boolean zeroed() {
    return recipe.zeroing() == Zeroing.ON;
  }

  /** Whether the database was written anew after the deletion. */
  public boolean vacuumed() {
    return recipe.then().contains(Then.VACUUM);
  }

  /** Whether anything was deleted. */
  public boolean deletes() {
    return recipe.pick() != Pick.NONE;
  }

  /** Whether a WAL or a journal keeps what was zeroed in the database. */
  public boolean logged() {
    return recipe.journal() != Journal.MEMORY && recipe.journal() != Journal.TRUNCATE;
  }

  /** How many rows to begin with, out of the number asked for. */
  int rows(int asked) {
    return recipe.width() == Width.OVERFLOWING ? asked / 5 : asked;
  }

  /** Which rows go. */
  enum Pick {
    NONE,
    SCATTERED,
    ONE_IN_A_HUNDRED,
    CONTIGUOUS,
    CHATS,
    ONE_CHAT,
    ALL,
    EVERY,
    PASSING
  }

  /** What {@code PRAGMA secure_delete} says. */
  enum Zeroing {
    OFF,
    FAST,
    ON
  }

  /** What {@code PRAGMA auto_vacuum} says. */
  enum Shrinking {
    NONE,
    FULL,
    INCREMENTAL
  }

  /** What keeps the transactions. */
  enum Journal {
    MEMORY,
    PERSIST,
    TRUNCATE,
    WAL,
    WAL_CUT,
    APPLE
  }

  /** The form of the message rows. */
  enum Width {
    SIMPLE,
    WIDE,
    OVERFLOWING
  }

  /** What is done after the deletion. */
  enum Then {
    INSERT,
    SHRINK,
    VACUUM,
    CHECKPOINT,
    TWENTY
  }

  /** What a scenario is made of; {@code commits} is how many transactions delete. */
  record Recipe(
      Pick pick,
      Zeroing zeroing,
      Shrinking shrinking,
      Journal journal,
      Width width,
      int commits,
      List<Then> then) {
    static final int EACH = Integer.MAX_VALUE;

    static Recipe of(Pick pick) {
      return new Recipe(
          pick, Zeroing.OFF, Shrinking.NONE, Journal.MEMORY, Width.SIMPLE, 1, List.of());
    }

    Recipe zeroing(Zeroing other) {
      return new Recipe(pick, other, shrinking, journal, width, commits, then);
    }

    Recipe shrinking(Shrinking other) {
      return new Recipe(pick, zeroing, other, journal, width, commits, then);
    }

    Recipe journal(Journal other) {
      return new Recipe(pick, zeroing, shrinking, other, width, commits, then);
    }

    Recipe wide() {
      return new Recipe(pick, zeroing, shrinking, journal, Width.WIDE, commits, then);
    }

    Recipe overflowing() {
      return new Recipe(pick, zeroing, shrinking, journal, Width.OVERFLOWING, commits, then);
    }

    Recipe commits(int other) {
      return new Recipe(pick, zeroing, shrinking, journal, width, other, then);
    }

    Recipe then(Then... steps) {
      List<Then> all = new ArrayList<>(then);
      all.addAll(List.of(steps));
      return new Recipe(pick, zeroing, shrinking, journal, width, commits, List.copyOf(all));
    }
  }
}
