package org.palimpsest.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.palimpsest.SharedData;
import org.palimpsest.digest.Sha256;

/** The proofs of transparency-dev/merkle, good and bad, each with its reason in {@code desc}. */
class PublicVectorsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Accepted upstream although its roots have 12 bytes; ours are SHA-256 values by type. */
  private static final String STRICTER_HERE = "sizes are equal (one) and proof is empty";

  @TestFactory
  Stream<DynamicTest> inclusion() throws IOException {
    return vectors("inclusion", PublicVectorsTest::verifyInclusion);
  }

  @TestFactory
  Stream<DynamicTest> consistency() throws IOException {
    return vectors("consistency", PublicVectorsTest::verifyConsistency);
  }

  private interface Verifier {
    void verify(JsonNode vector) throws ProofRefusedException, IOException;
  }

  private static Stream<DynamicTest> vectors(String kind, Verifier verifier) throws IOException {
    Path folder = SharedData.require("vectors/merkle").resolve(kind);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).hasSize(98);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    folder.relativize(file).toString(), () -> check(file, verifier)));
  }

  private static void check(Path file, Verifier verifier) throws IOException {
    JsonNode vector = JSON.readTree(file.toFile());
    boolean refused;
    try {
      verifier.verify(vector);
      refused = false;
    } catch (ProofRefusedException e) {
      assertThat(e).hasMessageNotContaining("null");
      refused = true;
    }
    String reason = vector.get("desc").asText();
    boolean shouldBeRefused = vector.get("wantErr").asBoolean() || reason.equals(STRICTER_HERE);
    assertThat(refused).as(reason).isEqualTo(shouldBeRefused);
  }

  private static void verifyInclusion(JsonNode vector) throws ProofRefusedException, IOException {
    new InclusionProof(
            vector.get("leafIdx").bigIntegerValue().longValue(),
            vector.get("treeSize").bigIntegerValue().longValue(),
            path(vector))
        .verify(hash(vector.get("leafHash")), hash(vector.get("root")));
  }

  private static void verifyConsistency(JsonNode vector) throws ProofRefusedException, IOException {
    new ConsistencyProof(
            vector.get("size1").bigIntegerValue().longValue(),
            vector.get("size2").bigIntegerValue().longValue(),
            path(vector))
        .verify(hash(vector.get("root1")), hash(vector.get("root2")));
  }

  private static List<Sha256> path(JsonNode vector) throws ProofRefusedException {
    List<Sha256> path = new ArrayList<>();
    for (JsonNode step : vector.get("proof")) {
      path.add(hash(step));
    }
    return path;
  }

  /** Hashes of another length are refused where a proof is read, before any arithmetic. */
  private static Sha256 hash(JsonNode base64) throws ProofRefusedException {
    byte[] bytes = base64.isNull() ? new byte[0] : Base64.getDecoder().decode(base64.asText());
    if (bytes.length != Sha256.LENGTH) {
      throw new ProofRefusedException("a hash has 32 bytes, this one " + bytes.length);
    }
    return Sha256.ofHash(bytes);
  }
}
