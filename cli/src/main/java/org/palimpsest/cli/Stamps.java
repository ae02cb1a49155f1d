package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.vault.Durable;
import org.palimpsest.verdict.Check;

/**
 * The checkpoints of a log that a time authority dated: {@code stamps/N.checkpoint} and {@code
 * stamps/N.tsr} in its folder, N the number of entries.
 */
final class Stamps {

  private static final String CHECKPOINT = ".checkpoint";
  private static final String RESPONSE = ".tsr";

  private final Path folder;

  Stamps(Path custody) {
    this.folder = custody.resolve("stamps");
  }

  /** Keeps a checkpoint that is about to be dated. */
  void keep(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(checkpoint.size() + CHECKPOINT);
    if (!Files.exists(file)) {
      Durable.write(file, checkpoint.toBytes());
    }
  }

  /** The kept checkpoint that a query is about. */
  Optional<byte[]> find(Sha256 imprint) throws IOException {
    for (Path file : files(CHECKPOINT)) {
      byte[] bytes = Files.readAllBytes(file);
      if (Sha256.of(bytes).equals(imprint)) {
        return Optional.of(bytes);
      }
    }
    return Optional.empty();
  }

  /** Stores the token for a kept checkpoint. */
  void store(long size, TimeToken token) throws IOException {
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

  /** Checks every dated checkpoint: that the log extends it, and its timestamp. */
  List<Check> check(CustodyLog log, Set<java.security.cert.X509Certificate> authorities)
      throws IOException {
    List<Check> checks = new ArrayList<>();
    for (Path response : files(RESPONSE)) {
      String number = String.valueOf(response.getFileName()).replace(RESPONSE, "");
      String name = "custody time " + number;
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
