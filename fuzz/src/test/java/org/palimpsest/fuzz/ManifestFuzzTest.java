package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.snapshot.Manifest;

/** Manifests. */
final class ManifestFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    Manifest manifest;
    try {
      manifest = Manifest.read(bytes);
    } catch (MalformedJsonException e) {
      return;
    }
    assertThat(manifest.device()).isNotNull();
    assertThat(manifest.takenAt()).isNotNull();
    assertThat(manifest.asOf()).isNotNull();
    assertThat(manifest.root().bytes()).hasSize(32);
    assertThat(manifest.complete()).isIn(true, false);
    assertThat(manifest.toString()).startsWith("snapshot ");
    manifest.count("messages");
    assertThat(Json.canonical(manifest.json())).isEqualTo(bytes);
  }
}
