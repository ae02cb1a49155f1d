package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/** JSON from outside: what is accepted has one canonical form, and that is accepted as such. */
final class JsonFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    byte[] canonical;
    try {
      canonical = Json.canonical(Json.read(bytes));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      // No JSON, or JSON beyond the subset, which the writer refuses by contract.
      assertNotCanonical(bytes);
      return;
    }
    try {
      assertThat(Json.canonical(Json.readCanonical(canonical))).isEqualTo(canonical);
    } catch (MalformedJsonException e) {
      throw new AssertionError("the canonical form of what was accepted is refused", e);
    }
    try {
      Json.readCanonical(bytes);
      assertThat(bytes).isEqualTo(canonical);
    } catch (MalformedJsonException e) {
      assertThat(bytes).isNotEqualTo(canonical);
    }
  }

  private static void assertNotCanonical(byte[] bytes) {
    try {
      Json.readCanonical(bytes);
      throw new AssertionError("canonical, and yet without a canonical form");
    } catch (MalformedJsonException e) {
      // The one refusal.
    }
  }
}
