package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.verdict.Check;

/** Snapshots whose vault was changed behind their back. */
class TamperedVaultTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;
  private Manifest manifest;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 4);
    lab = new Lab(folder.resolve("lab"));
    manifest = lab.snapshot(home.mac, home.world.now());
  }

  @AfterEach
  void close() {
    home.close();
  }

  private List<Check> failures(boolean deep) throws Exception {
    Vault vault = Vault.open(lab.vault().folder());
    VaultCheck.Outcome objects = new VaultCheck(vault, count -> {}).run(2);
    List<Check> checks = new ArrayList<>(objects.checks());
    checks.addAll(new SnapshotCheck(vault, 2).run(new HashSet<>(objects.damaged()), deep).checks());
    return checks.stream().filter(Check::isFailure).toList();
  }

  private Path file() {
    return lab.vault().snapshots().resolve(manifest.id() + ".json");
  }

  @Test
  void anUntouchedVaultHasNoFailure() throws Exception {
    assertEquals(List.of(), failures(true));
  }

  @Test
  void aFlippedByteOfAManifestIsFound() throws Exception {
    byte[] good = Files.readAllBytes(file());
    for (int at = 0; at < good.length; at += 37) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(file(), bad);
      assertFalse(failures(false).isEmpty(), "at " + at);
    }
  }

  @Test
  void aManifestRewrittenUnderItsNewNameNamesARootThatIsWrong() throws Exception {
    String text = Files.readString(file());
    String root = manifest.root().hex();
    String other = (root.startsWith("0") ? "1" : "0") + root.substring(1);
    byte[] forged = text.replace(root, other).getBytes(StandardCharsets.UTF_8);
    Files.delete(file());
    Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
    List<Check> failures = failures(false);
    assertEquals(1, failures.size());
    assertTrue(failures.get(0).name().endsWith("root"));
  }

  @Test
  void anEvidenceFileExchangedInTheListIsMissed() throws Exception {
    String text = Files.readString(file());
    String list = manifest.object("evidence", "list").hex();
    byte[] forged =
        text.replace(list, manifest.object("records", "list").hex())
            .getBytes(StandardCharsets.UTF_8);
    Files.delete(file());
    Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
    assertFalse(failures(false).isEmpty());
  }

  @Test
  void aVaultThatLostAPackSaysWhatIsAffected() throws Exception {
    try (var files = Files.list(lab.vault().folder().resolve("packs"))) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    assertTrue(
        failures(false).stream()
            .anyMatch(check -> check.name().contains(manifest.id().substring(0, 12))));
  }

  @Test
  void recordsThatTheEvidenceDoesNotGiveAreFoundInDepth() throws Exception {
    // Another message, read as if it had been in the evidence of the first snapshot.
    home.world.receive(home.work, home.ben, "planted");
    Manifest second = lab.snapshot(home.mac, home.aWeekOn());
    String text = Files.readString(file());
    for (String name : List.of("list", "digests", "index")) {
      text =
          text.replace(
              manifest.object("records", name).hex(), second.object("records", name).hex());
    }
    text = text.replace(manifest.root().hex(), second.root().hex());
    text =
        text.replace(
            "\"lines\":" + manifest.json().path("records").path("lines").asLong(),
            "\"lines\":" + second.json().path("records").path("lines").asLong());
    byte[] forged = text.getBytes(StandardCharsets.UTF_8);
    Files.delete(file());
    Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
    assertFalse(failures(true).isEmpty());
  }

  @Test
  void aDigestListThatIsNotThatOfTheRecordListIsFound() throws Exception {
    home.world.receive(home.work, home.ben, "later");
    Manifest second = lab.snapshot(home.mac, home.aWeekOn());
    byte[] forged =
        Files.readString(file())
            .replace(
                manifest.object("records", "digests").hex(),
                second.object("records", "digests").hex())
            .getBytes(StandardCharsets.UTF_8);
    Files.delete(file());
    Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
    assertTrue(failures(false).stream().anyMatch(check -> check.name().endsWith("digests")));
  }

  @Test
  void sumsThatAreNotThoseOfTheListsAreFound() throws Exception {
    home.world.receive(home.work, home.ben, "later");
    Manifest second = lab.snapshot(home.mac, home.aWeekOn());
    byte[] forged =
        Files.readString(file())
            .replace(
                manifest.object("records", "runs").hex(), second.object("records", "runs").hex())
            .getBytes(StandardCharsets.UTF_8);
    Files.delete(file());
    Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
    assertTrue(failures(false).stream().anyMatch(check -> check.name().endsWith("runs")));
  }
}
