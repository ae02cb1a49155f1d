package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.AttachmentTree;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/** What is said of attachments besides their rows: type, secrets, folders, files without a row. */
class AttachmentFactsTest {

  private static final String ROOT = "~/Library/Messages/";

  @TempDir Path folder;

  private static EvidenceFile file(String path, String bytes) {
    return new EvidenceFile(
        path,
        EvidenceFile.Role.ATTACHMENT,
        bytes.length(),
        Instant.EPOCH,
        Sha256.of(bytes.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void typeSecretsFoldersAndOrphansAreTold() throws Exception {
    EvidenceFile lie = file("Attachments/aa/10/x/photo.jpg", "%PDF-1.7");
    EvidenceFile honest = file("Attachments/aa/10/y/paper.pdf", "%PDF-1.4");
    List<EvidenceFile> files =
        List.of(
            lie,
            honest,
            file("Attachments/aa/10/z/Notes.key/index", "inside"),
            file("Attachments/aa/10/z/Notes.key/more", "inside too"),
            file("Attachments/bb/11/w/left.mov", "nobody names me"));
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("file-size", 7);
    info.put("name", "photo.jpg");
    info.put("decryption-key", "0011223344");
    info.put("mmcs-url", "https://secret.example.org");
    info.put("unheard-of", "who knows");
    Path store = folder.resolve("chat.db");
    try (SchemaStore forged = SchemaStore.create(store, SchemaFile.MACOS_26)) {
      forged.insert(
          "attachment", row("A", lie, "photo.jpg", "image/jpeg", BinaryPlist.write(info)));
      forged.insert("attachment", row("B", honest, "paper.pdf", "application/pdf", new byte[0]));
      Map<String, Object> bundle =
          row("C", file("Attachments/aa/10/z/Notes.key", ""), "Notes.key", null, new byte[0]);
      forged.insert("attachment", bundle);
    }
    Map<Sha256, String> types =
        Map.of(lie.sha256(), "application/pdf", honest.sha256(), "application/pdf");
    Reading reading = Reading.of(store, new AttachmentTree(true, files, types));
    assertThat(reading.contentOf("attachment/A").at("/file/type").asText())
        .isEqualTo("application/pdf");
    assertThat(reading.stateOf("attachment/A").path("mistyped").asBoolean()).isTrue();
    assertThat(reading.stateOf("attachment/B").has("mistyped")).isFalse();
    assertThat(reading.contentOf("attachment/C").at("/file/bundle").asBoolean()).isTrue();
    assertThat(reading.facts.kept().mistyped()).isEqualTo(1);
    assertThat(reading.facts.kept().orphans()).isEqualTo(new StoreFacts.Orphans(1, 15));
    String user = reading.stateOf("attachment/A").path("userInfo").toString();
    assertThat(user).contains("photo.jpg", "decryption-key", "withheld");
    assertThat(reading.states.toString())
        .doesNotContain("0011223344", "secret.example", "who knows");
  }

  private static Map<String, Object> row(
      String guid, EvidenceFile file, String name, @Nullable Object mimeType, byte[] userInfo) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("guid", guid);
    row.put("original_guid", guid);
    row.put("filename", ROOT + file.path());
    row.put("transfer_name", name);
    row.put("mime_type", mimeType);
    row.put("user_info", userInfo);
    row.put("transfer_state", 5);
    return row;
  }

  @Test
  void firstBytesTellTheTypeAndInnocentClaimsAgree() {
    assertThat(FileTypes.of(bytes("\u00ff\u00d8\u00ff\u00e0"))).isEqualTo("image/jpeg");
    assertThat(FileTypes.of(bytes("\0\0\0\u0018ftypheic"))).isEqualTo("image/heic");
    assertThat(FileTypes.of(bytes("PK\u0003\u0004aaaaaaaaaaaa"))).isEqualTo("application/zip");
    assertThat(FileTypes.of(bytes("just some words"))).isNull();
    assertThat(FileTypes.of(new byte[] {(byte) 0x91, (byte) 0xa2, 3, 4, 5})).isNull();
    assertThat(FileTypes.contradict("image/jpeg", "image/jpeg", "IMG_1.JPG")).isFalse();
    assertThat(FileTypes.contradict("image/jpeg", "image/jpeg", "IMG_1.HEIC")).isTrue();
    assertThat(FileTypes.contradict("video/mp4", "video/quicktime", "a.MOV")).isFalse();
    assertThat(FileTypes.contradict("application/zip", null, "a.docx")).isFalse();
    assertThat(FileTypes.contradict("application/pdf", null, "a.zzz")).isFalse();
    assertThat(FileTypes.contradict("application/pdf", "image/png", null)).isTrue();
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }
}
