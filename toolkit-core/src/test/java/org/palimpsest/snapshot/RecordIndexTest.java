package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;

class RecordIndexTest {

  /** The index of one message, as a version wrote it. */
  private static byte[] index(int version, int flags, byte[] extra) throws IOException {
    RecordBuffer buffer = new RecordBuffer();
    buffer.add(
        "message/one".getBytes(StandardCharsets.US_ASCII),
        new byte[RecordBuffer.COMMITMENTS],
        new Facets(1, 2, 3, 4, -1, flags, 0, extra));
    byte[] written =
        new RecordIndexWriter(RecordsInMemory.of(List.of(buffer)), List.of())
            .stream().readAllBytes();
    // Latin letters and bytes above them alike come back as they were.
    return new String(written, StandardCharsets.ISO_8859_1)
        .replace("palimpsest/index/3", "palimpsest/index/" + version)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static MessageParts parts(byte[] index) throws IOException {
    RecordIndex opened = RecordIndex.open(ByteSource.of(index));
    assertThat(opened.cursor().facets(0)).isEqualTo(opened.facets(0));
    return MessageParts.of(opened.facets(0));
  }

  @Test
  void partsHaveTheirNumbers() throws Exception {
    ByteBuffer extra = ByteBuffer.allocate(4 * 4 + 16 * 4 + 8 + 8);
    extra.putInt(1).putLong(2).putLong(12);
    extra.putInt(2).putLong(2).putLong(11).putLong(2).putLong(12);
    extra.putInt(1).putLong(0);
    extra.putInt(1).putLong(1).putLong(13);
    extra.putLong(99);
    MessageParts parts = parts(index(3, Facets.HAS_TEXT | Facets.BY_ORDER, extra.array()));
    assertThat(parts.numbered()).isTrue();
    assertThat(parts.present()).hasSize(1).containsEntry(2L, 12L);
    assertThat(parts.statesOf(2)).containsExactly(11L, 12L);
    assertThat(parts.unsent()).containsExactly(0L);
    assertThat(parts.deleted()).hasSize(1).containsEntry(1L, 13L);
    assertThat(parts.undatedCore()).isEqualTo(99);
  }

  @Test
  void anIndexOfTheVersionBeforeHasThemInOrder() throws Exception {
    ByteBuffer extra = ByteBuffer.allocate(4 + 2 * 8 + 12);
    extra.putInt(2).putLong(11).putLong(13).putInt(2).putLong(12);
    MessageParts parts = parts(index(2, Facets.HAS_TEXT, extra.array()));
    assertThat(parts.numbered()).isFalse();
    assertThat(parts.present()).hasSize(2).containsEntry(0L, 11L).containsEntry(1L, 13L);
    assertThat(parts.statesOf(2)).containsExactly(12L);
    assertThat(parts.unsent()).isEmpty();
  }

  @Test
  void theOnePartOfMostMessagesIsTheFirst() throws Exception {
    byte[] none = new byte[0];
    for (int version : List.of(2, 3)) {
      assertThat(parts(index(version, Facets.HAS_TEXT, none)).present())
          .hasSize(1)
          .containsEntry(0L, 3L);
      assertThat(parts(index(version, 0, none)).present()).isEmpty();
    }
  }

  @Test
  void whatIsCutShortIsReadAsFarAsItGoes() throws Exception {
    ByteBuffer extra = ByteBuffer.allocate(25).putInt(Integer.MAX_VALUE).putLong(5).putLong(6);
    for (int version : List.of(2, 3)) {
      assertThat(parts(index(version, 0, extra.array())).present()).isNotEmpty();
    }
  }

  @Test
  void anIndexOfALaterVersionIsRefused() throws Exception {
    byte[] later = index(4, 0, new byte[0]);
    assertThatThrownBy(() -> RecordIndex.open(ByteSource.of(later)))
        .isInstanceOf(DamagedObjectException.class);
  }
}
