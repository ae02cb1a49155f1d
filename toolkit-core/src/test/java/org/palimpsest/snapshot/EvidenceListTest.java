package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.FileStamp;

class EvidenceListTest {

  private final Random random = new Random(5);

  private List<EvidenceFile> files(int count) {
    List<EvidenceFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant modified = Instant.ofEpochSecond(1_700_000_000L + i, random.nextInt(1_000_000_000));
      long size = random.nextInt(100_000);
      Optional<FileStamp> stamp =
          i % 3 == 0
              ? Optional.empty()
              : Optional.of(
                  new FileStamp(size, modified, modified.plusNanos(i), random.nextLong()));
      files.add(
          new EvidenceFile(
              "Attachments/" + i % 256 + "/Bild \u00e4 " + i + ".heic",
              i == 0 ? Role.DATABASE : Role.ATTACHMENT,
              size,
              modified,
              Sha256.of(("f" + i).getBytes(StandardCharsets.US_ASCII)),
              stamp,
              i % 5 == 1));
    }
    return files;
  }

  @Test
  void aLongListIsReadAsItWasWrittenAndInItsOrder() throws IOException {
    for (int count : new int[] {0, 1, 2, 4_000}) {
      List<EvidenceFile> files = files(count);
      Map<Sha256, String> types = new HashMap<>();
      for (int i = 1; i < count; i += 7) {
        types.put(files.get(i).sha256(), "image/heic");
      }
      EvidenceList list = EvidenceList.read(EvidenceList.write(files, types));
      assertThat(list.files()).isEqualTo(files);
      assertThat(list.types()).isEqualTo(types);
    }
  }

  @Test
  void aLineThatIsNoneIsToldWhereverItStands() {
    byte[] list = EvidenceList.write(files(3_000), Map.of());
    for (int i = 0; i < 60; i++) {
      byte[] damaged = list.clone();
      int at = random.nextInt(damaged.length);
      while (damaged[at] != '"') {
        at = (at + 1) % damaged.length;
      }
      damaged[at] = 'x';
      assertThatThrownBy(() -> EvidenceList.read(damaged))
          .isInstanceOf(IOException.class)
          .hasMessage("an evidence list has a line that is none");
    }
  }
}
