package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.vault.Durable;
import org.palimpsest.verdict.Check;

/**
 * Evidence records (RFC 4998) over a series of snapshots, in the log's folder: {@code
 * evidence/N.list} names manifests, one id a line, {@code N.checkpoint} is the log's head of N
 * entries, and {@code N.ers} is the record over the list, the checkpoint and each manifest.
 */
final class SeriesEvidence {

  private static final String LIST = ".list";
  private static final String CHECKPOINT = ".checkpoint";
  private static final String RECORD = ".ers";

  private final Path folder;

  SeriesEvidence(Path custody) {
    this.folder = custody.resolve("evidence");
  }

  /**
   * What a record is about.
   *
   * @param number of entries under the checkpoint, which names the files
   * @param list the list's bytes
   * @param checkpoint the checkpoint's bytes
   * @param manifests the snapshots
   */
  record Group(long number, byte[] list, byte[] checkpoint, List<Manifest> manifests) {

    static Group of(Checkpoint checkpoint, List<Manifest> manifests) {
      TreeSet<String> ids = new TreeSet<>();
      manifests.forEach(each -> ids.add(each.id()));
      String list = String.join("\n", ids) + "\n";
      return new Group(
          checkpoint.size(),
          list.getBytes(StandardCharsets.US_ASCII),
          checkpoint.toBytes(),
          manifests);
    }

    List<byte[]> documents() {
      List<byte[]> documents = new ArrayList<>(List.of(list, checkpoint));
      manifests.forEach(each -> documents.add(Json.canonical(each.json())));
      return documents;
    }

    boolean isOf(List<Manifest> others) {
      Set<String> ids = new TreeSet<>();
      others.forEach(each -> ids.add(each.id()));
      return new String(list, StandardCharsets.US_ASCII).equals(String.join("\n", ids) + "\n");
    }

    @Override
    public String toString() {
      return "Group[" + manifests.size() + " snapshots]";
    }
  }

  /** The newest group, with its record, if there is one. */
  Optional<Group> newest(List<Manifest> known) throws IOException {
    List<Long> numbers = numbers();
    return numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(group(numbers.get(numbers.size() - 1), known));
  }

  EvidenceRecord record(Group group) throws IOException, TimeRefusedException {
    return EvidenceRecord.parse(Files.readAllBytes(file(group.number(), RECORD)));
  }

  private Path file(long number, String suffix) {
    return folder.resolve(number + suffix);
  }

  private List<Long> numbers() throws IOException {
    TreeSet<Long> numbers = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + RECORD)) {
        for (Path each : entries) {
          String name = String.valueOf(each.getFileName()).replace(RECORD, "");
          if (name.matches("[1-9][0-9]{0,17}")) {
            numbers.add(Long.parseLong(name));
          }
        }
      }
    }
    return new ArrayList<>(numbers);
  }

  private Group group(long number, List<Manifest> known) throws IOException {
    byte[] list = Files.readAllBytes(file(number, LIST));
    Set<String> ids =
        Set.copyOf(new String(list, StandardCharsets.US_ASCII).lines().distinct().toList());
    return new Group(
        number,
        list,
        Files.readAllBytes(file(number, CHECKPOINT)),
        known.stream().filter(each -> ids.contains(each.id())).toList());
  }

  /** Keeps what a question is about until the answer comes. */
  void keep(Group group) throws IOException {
    Files.createDirectories(folder);
    write(file(group.number(), LIST), group.list());
    write(file(group.number(), CHECKPOINT), group.checkpoint());
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    if (!Files.exists(file)) {
      Durable.write(file, bytes);
    }
  }

  /** Stores a record; an older one of the same group is part of it. */
  void store(Group group, EvidenceRecord record) throws IOException {
    keep(group);
    Durable.write(file(group.number(), RECORD), record.der());
  }

  /** The group that was kept for a question whose answer is over {@code content}. */
  Optional<Group> kept(List<Manifest> known, byte[] imprint) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + LIST)) {
        for (Path each : entries) {
          long number = Long.parseLong(String.valueOf(each.getFileName()).replace(LIST, ""));
          Group group = group(number, known);
          byte[] content = EvidenceRecord.begin(group.documents(), "SHA-256").content();
          if (java.util.Arrays.equals(Sha256.of(content).bytes(), imprint)) {
            return Optional.of(group);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** When the newest record must be renewed, if there is one that can be read. */
  Optional<Instant> until() throws IOException {
    List<Long> numbers = numbers();
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          EvidenceRecord.parse(Files.readAllBytes(file(numbers.get(numbers.size() - 1), RECORD)))
              .until());
    } catch (TimeRefusedException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks every record: that it is over these manifests, and that the log extends its checkpoint.
   *
   * @param known the manifests of the vault, pruned ones too
   */
  List<Check> check(List<Manifest> known, CustodyLog log, Set<X509Certificate> authorities)
      throws IOException {
    List<Check> checks = new ArrayList<>();
    for (long number : numbers()) {
      String name = "evidence record " + number;
      try {
        Group group = group(number, known);
        long lines = new String(group.list(), StandardCharsets.US_ASCII).lines().count();
        if (lines != group.manifests().size()) {
          checks.add(Check.failed(name, "a manifest that it is about is gone"));
          continue;
        }
        List<Check> of = record(group).check(name, group.documents(), authorities);
        checks.addAll(of);
        checks.add(log(name + " log", log, Checkpoint.parse(group.checkpoint())));
        if (of.stream().noneMatch(Check::isFailure)) {
          checks.add(
              Check.passed(
                  name + " series", lines + " snapshots, renew before " + record(group).until()));
        }
      } catch (TimeRefusedException e) {
        checks.add(Check.failed(name, e.why()));
      } catch (MalformedLogException e) {
        checks.add(Check.failed(name, e.why()));
      } catch (NoSuchFileException e) {
        checks.add(Check.failed(name, "a file that belongs to it is gone"));
      }
    }
    return checks;
  }

  private static Check log(String name, CustodyLog log, Checkpoint checkpoint) throws IOException {
    Check known = log.extendsKnown(checkpoint);
    return new Check(name, known.status(), known.detail());
  }
}
