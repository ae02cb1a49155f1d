package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * Packs and their indexes: whatever lies there, the check ends and calls only its name's content
 * sound.
 */
final class PackFuzzTest {

  private final Vault vault = vault();

  private static Vault vault() {
    try {
      Path folder = Files.createTempDirectory("palimpsest-fuzz");
      return Vault.create(folder.resolve("vault"), "fuzz", new byte[32], Instant.EPOCH);
    } catch (IOException | VaultException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @FuzzTest(maxDuration = Limits.DURATION)
  void check(FuzzedDataProvider data) throws IOException {
    Limits limits = new Limits();
    byte[] pack = data.consumeBytes(4096);
    String name = Sha256.of(pack).hex();
    String lines = data.consumeRemainingAsString();
    // The last line of an index is the hash of what is above it; without it all else is unread.
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    String end = "end " + Sha256.of(body).hex() + "\n";
    Path packs = vault.folder().resolve("packs");
    Path packFile = packs.resolve(name + ".pack");
    Path indexFile = packs.resolve(name + ".idx");
    try {
      Files.write(packFile, pack);
      Files.write(indexFile, (lines + end).getBytes(StandardCharsets.UTF_8));
      VaultCheck.Outcome outcome = new VaultCheck(vault, count -> {}).run(1);
      assertThat(outcome.checks()).isNotEmpty();
      if (outcome.checks().stream().anyMatch(Check::isFailure)) {
        assertThat(outcome.checks()).noneMatch(check -> check.name().equals("objects"));
      }
    } finally {
      Files.deleteIfExists(packFile);
      Files.deleteIfExists(indexFile);
    }
    limits.check();
  }
}
