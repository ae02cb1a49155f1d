package org.palimpsest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.AttachmentFiles.FileIdentity;

/** Files found by the path that the store writes. */
class AttachmentTreeTest {

  private static final String COMPOSED = "Attachments/ab/11/G/B\u00e9a.jpg";
  private static final String DECOMPOSED = "Attachments/ab/11/G/Be\u0301a.jpg";

  private static EvidenceFile file(String path) {
    return new EvidenceFile(
        path,
        EvidenceFile.Role.ATTACHMENT,
        3,
        Instant.EPOCH,
        Sha256.of(path.getBytes(StandardCharsets.UTF_8)));
  }

  private static Sha256 found(AttachmentTree tree, String path) {
    return tree.find("~/Library/Messages/" + path).map(FileIdentity::sha256).orElseThrow();
  }

  @Test
  void aNameInAnotherUnicodeFormIsTheSameName() {
    for (String there : List.of(COMPOSED, DECOMPOSED)) {
      for (String stored : List.of(COMPOSED, DECOMPOSED)) {
        AttachmentTree tree = new AttachmentTree(true, List.of(file(there)));
        assertThat(found(tree, stored)).isEqualTo(file(there).sha256());
        assertThat(tree.notNamedBy(Set.of("~/Library/Messages/" + stored)).count()).isZero();
      }
    }
  }

  @Test
  void theExactNameGoesFirstAndOfTwoNeitherIsGuessed() {
    String mixed = "Attachments/ab/11/G/\u212bBe\u0301a.jpg";
    String other = "Attachments/ab/11/G/\u00c5B\u00e9a.jpg";
    AttachmentTree tree =
        new AttachmentTree(
            true, List.of(file(COMPOSED), file(DECOMPOSED), file(mixed), file(other)));
    assertThat(found(tree, COMPOSED)).isEqualTo(file(COMPOSED).sha256());
    assertThat(found(tree, DECOMPOSED)).isEqualTo(file(DECOMPOSED).sha256());
    assertThat(tree.find("~/Library/Messages/Attachments/ab/11/G/A\u030aB\u00e9a.jpg")).isEmpty();
  }
}
