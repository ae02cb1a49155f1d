package org.palimpsest.custody;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.vault.Durable;
import org.palimpsest.verdict.Check;

/**
 * The checkpoints of a log that a time authority dated: {@code stamps/N.checkpoint} and {@code
 * stamps/N.tsr} in its folder, N the number of entries.
 */
public final class Stamps {

  /** The folder beside the log. */
  public static final String FOLDER = "stamps";

  private static final String CHECKPOINT = ".checkpoint";
  private static final String RESPONSE = ".tsr";

  /** How its checks are called, before the number. */
  public static final String CHECK = "custody time ";

  private final Path folder;

  /**
   * The stamps of a log.
   *
   * @param custody the log's folder
   */
  public Stamps(Path custody) {
    this.folder = custody.resolve(FOLDER);
  }

  /** Keeps a checkpoint that is about to be dated. */
  public void keep(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(checkpoint.size() + CHECKPOINT);
    if (!Files.exists(file)) {
      Durable.write(file, checkpoint.toBytes());
    }
  }

  /** The kept checkpoint that a query is about. */
  public Optional<byte[]> find(Sha256 imprint) throws IOException {
    for (Path file : files(CHECKPOINT)) {
      byte[] bytes = Files.readAllBytes(file);
      if (Sha256.of(bytes).equals(imprint)) {
        return Optional.of(bytes);
      }
    }
    return Optional.empty();
  }

  /** Stores the token for a kept checkpoint. */
  public void store(long size, TimeToken token) throws IOException {
    Path response = folder.resolve(size + RESPONSE);
    Files.deleteIfExists(response);
    Durable.write(response, token.response());
  }

  private List<Path> files(String suffix) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + suffix)) {
        entries.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  /** When the authority's certificate of the newest ends, if there is one that can be read. */
  public Optional<Instant> until() throws IOException {
    Optional<Instant> until = Optional.empty();
    long newest = -1;
    for (Path response : files(RESPONSE)) {
      String number = number(response);
      if (number.matches("[0-9]{1,18}") && Long.parseLong(number) > newest) {
        try {
          until = Optional.of(TimeToken.ofResponse(Files.readAllBytes(response)).until());
          newest = Long.parseLong(number);
        } catch (TimeRefusedException e) {
          // A verification says so.
        }
      }
    }
    return until;
  }

  /** What a copy that is handed over takes along: each timestamp with what it is over. */
  public List<Path> handedOver() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path response : files(RESPONSE)) {
      all.add(response.resolveSibling(number(response) + CHECKPOINT));
      all.add(response);
    }
    return all;
  }

  private static String number(Path response) {
    String name = String.valueOf(response.getFileName());
    return name.substring(0, name.length() - RESPONSE.length());
  }

  /**
   * Checks every dated checkpoint: that the log extends it, and its timestamp.
   *
   * @param authorities certificates that are trusted; empty to leave identity to fingerprints
   */
  public List<Check> check(CustodyLog log, Set<X509Certificate> authorities) throws IOException {
    List<Check> checks = new ArrayList<>();
    for (Path response : files(RESPONSE)) {
      String number = number(response);
      String name = CHECK + number;
      Path beside = response.resolveSibling(number + CHECKPOINT);
      try {
        byte[] bytes = Files.readAllBytes(beside);
        Checkpoint checkpoint = Checkpoint.parse(bytes);
        checks.addAll(
            TimeToken.check(
                    TimeToken.ofResponse(Files.readAllBytes(response)).der(),
                    bytes,
                    authorities,
                    name)
                .checks());
        Check known = log.extendsKnown(checkpoint);
        checks.add(new Check(name + " log", known.status(), known.detail()));
      } catch (TimeRefusedException e) {
        checks.add(Check.failed(name, e.why()));
      } catch (MalformedLogException e) {
        checks.add(Check.failed(name, e.why()));
      } catch (java.nio.file.NoSuchFileException e) {
        checks.add(Check.failed(name, "the checkpoint that it is over is gone"));
      }
    }
    if (checks.isEmpty()) {
      checks.add(
          Check.notChecked(
              "custody time", "no trusted time: no checkpoint was dated by a time authority"));
    }
    return checks;
  }
}
