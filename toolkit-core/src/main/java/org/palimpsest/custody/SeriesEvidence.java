package org.palimpsest.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.vault.Durable;
import org.palimpsest.verdict.Check;

/**
 * Evidence records (RFC 4998) over a series of snapshots, in the log's folder: {@code
 * evidence/N.list} names manifests, one id a line, {@code N.checkpoint} is the log's head of N
 * entries, and {@code N.ers} is the record over the list, the checkpoint and each manifest.
 */
public final class SeriesEvidence {

  /** The folder beside the log. */
  public static final String FOLDER = "evidence";

  /** How its checks are called, before the number. */
  public static final String CHECK = "evidence record ";

  private static final String NUMBER = "[1-9][0-9]{0,17}";
  private static final String LIST = ".list";
  private static final String CHECKPOINT = ".checkpoint";
  private static final String RECORD = ".ers";

  private final Path folder;

  /**
   * The evidence records of a log.
   *
   * @param custody the log's folder
   */
  public SeriesEvidence(Path custody) {
    this.folder = custody.resolve(FOLDER);
  }

  /**
   * What a record is about.
   *
   * @param number of entries under the checkpoint, which names the files
   * @param list the list's bytes
   * @param checkpoint the checkpoint's bytes
   * @param manifests those of the snapshots that are here, each in its canonical form
   */
  public record Group(long number, byte[] list, byte[] checkpoint, List<byte[]> manifests) {

    /** A group of a log's present head and all snapshots. */
    public static Group of(Checkpoint checkpoint, List<byte[]> manifests) {
      return new Group(checkpoint.size(), listed(manifests), checkpoint.toBytes(), manifests);
    }

    private static byte[] listed(List<byte[]> manifests) {
      TreeSet<String> ids = new TreeSet<>();
      manifests.forEach(each -> ids.add(Sha256.of(each).hex()));
      return (String.join("\n", ids) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What a record of it hashes. */
    public List<byte[]> documents() {
      List<byte[]> documents = new ArrayList<>(List.of(list, checkpoint));
      documents.addAll(manifests);
      return documents;
    }

    /** Whether it is about these snapshots and no others. */
    public boolean isOf(List<byte[]> others) {
      return Arrays.equals(list, listed(others));
    }

    /** Those that it is about and that are not here; nothing if its list has no such form. */
    private Optional<List<Sha256>> elsewhere() {
      TreeSet<String> ids = new TreeSet<>();
      for (String line : new String(list, StandardCharsets.US_ASCII).split("\n")) {
        if (!line.matches("[0-9a-f]{64}")) {
          return Optional.empty();
        }
        ids.add(line);
      }
      if (!Arrays.equals(
          list, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.US_ASCII))) {
        return Optional.empty();
      }
      manifests.forEach(each -> ids.remove(Sha256.of(each).hex()));
      return Optional.of(ids.stream().map(Sha256::parse).toList());
    }

    @Override
    public String toString() {
      return "Group[" + manifests.size() + " snapshots]";
    }
  }

  /** The newest group, with its record, if there is one. */
  public Optional<Group> newest(List<byte[]> known) throws IOException {
    List<Long> numbers = numbers();
    return numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(group(numbers.get(numbers.size() - 1), known));
  }

  /** The record of a group. */
  public EvidenceRecord record(Group group) throws IOException, TimeRefusedException {
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
          if (name.matches(NUMBER)) {
            numbers.add(Long.parseLong(name));
          }
        }
      }
    }
    return new ArrayList<>(numbers);
  }

  private Group group(long number, List<byte[]> known) throws IOException {
    byte[] list = Files.readAllBytes(file(number, LIST));
    Set<String> ids =
        Set.copyOf(new String(list, StandardCharsets.US_ASCII).lines().distinct().toList());
    return new Group(
        number,
        list,
        Files.readAllBytes(file(number, CHECKPOINT)),
        known.stream().filter(each -> ids.contains(Sha256.of(each).hex())).toList());
  }

  /** Keeps what a question is about until the answer comes. */
  public void keep(Group group) throws IOException {
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
  public void store(Group group, EvidenceRecord record) throws IOException {
    keep(group);
    Durable.write(file(group.number(), RECORD), record.der());
  }

  /** The group that was kept for a question whose answer is over {@code content}. */
  public Optional<Group> kept(List<byte[]> known, byte[] imprint) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + LIST)) {
        for (Path each : entries) {
          String name = String.valueOf(each.getFileName()).replace(LIST, "");
          if (!name.matches(NUMBER)) {
            continue;
          }
          long number = Long.parseLong(name);
          Group group = group(number, known);
          byte[] content = EvidenceRecord.begin(group.documents(), "SHA-256").content();
          if (Arrays.equals(Sha256.of(content).bytes(), imprint)) {
            return Optional.of(group);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** When the newest record must be renewed, if there is one that can be read. */
  public Optional<Instant> until() throws IOException {
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

  /** What a copy that is handed over takes along: each record with its list and checkpoint. */
  public List<Path> handedOver() throws IOException {
    List<Path> all = new ArrayList<>();
    for (long number : numbers()) {
      List.of(LIST, CHECKPOINT, RECORD).forEach(suffix -> all.add(file(number, suffix)));
    }
    return all;
  }

  /**
   * Checks every record: that it is over these manifests, and that the log extends its checkpoint.
   *
   * @param known the manifests of the vault, pruned ones too, each in its canonical form
   * @param whole whether all that a record is about should be here; a package holds a part
   */
  public List<Check> check(
      List<byte[]> known, boolean whole, CustodyLog log, Set<X509Certificate> authorities)
      throws IOException {
    List<Check> checks = new ArrayList<>();
    for (long number : numbers()) {
      String name = CHECK + number;
      try {
        Group group = group(number, known);
        Optional<List<Sha256>> elsewhere = group.elsewhere();
        if (elsewhere.isEmpty()) {
          checks.add(Check.failed(name, "its list of snapshots is none"));
          continue;
        }
        if (whole && !elsewhere.get().isEmpty()) {
          checks.add(Check.failed(name, "a manifest that it is about is gone"));
          continue;
        }
        List<Check> of = record(group).check(name, group.documents(), elsewhere.get(), authorities);
        checks.addAll(of);
        checks.add(log(name + " log", log, Checkpoint.parse(group.checkpoint())));
        if (of.stream().noneMatch(Check::isFailure)) {
          int here = group.manifests().size();
          int all = here + elsewhere.get().size();
          checks.add(
              Check.passed(
                  name + " series",
                  all
                      + " snapshots"
                      + (here == all ? "" : ", " + here + " of them here")
                      + ", renew before "
                      + record(group).until()));
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
