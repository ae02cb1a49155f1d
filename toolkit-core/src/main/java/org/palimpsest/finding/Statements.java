package org.palimpsest.finding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.palimpsest.vault.VaultException;

/** All statements, asked by several threads; gravest findings first. */
final class Statements {

  private Statements() {}

  private static List<Statement> all() {
    List<Statement> all = new ArrayList<>();
    all.add(new SnapshotStatement());
    all.add(new ReadingStatement());
    all.add(new LossStatement());
    all.add(new DevicesStatement());
    all.addAll(ContentStatement.all());
    all.add(new ShapeStatement());
    all.addAll(AttachmentStatement.all());
    all.add(new AttachmentLossStatement());
    all.add(new StoreStatement());
    all.add(new ThreadStatement());
    all.add(new SettingStatement());
    return all;
  }

  static List<Finding> of(Review review, ExecutorService workers)
      throws VaultException, IOException {
    List<Future<List<Finding>>> asked = new ArrayList<>();
    for (Statement statement : all()) {
      asked.add(
          workers.submit(
              () -> statement.findings(review).stream().map(draft -> draft.of(review)).toList()));
    }
    List<Finding> findings = new ArrayList<>();
    for (Future<List<Finding>> each : asked) {
      findings.addAll(Series.answer(each));
    }
    findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::id));
    return List.copyOf(findings);
  }

  /** What each statement says and when, in the order in which they are asked. */
  static List<String> sentences() {
    return all().stream().map(Statement::sentence).toList();
  }
}
