package org.palimpsest.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.BackupFile.Kind;

/**
 * What a manifest says of one entry: as the archive of a {@code Manifest.db} row, or as a record of
 * {@code Manifest.mbdb}.
 *
 * @param file the entry
 * @param size the size that the manifest gives
 * @param digest the digest that it gives, if any
 * @param key class and wrapped key, if any
 * @param protectionClass 0 for folders
 * @param inode any number
 */
record BackupRow(
    BackupFile file,
    long size,
    byte @Nullable [] digest,
    byte @Nullable [] key,
    int protectionClass,
    long inode) {

  /** The archive of class {@code MBFile}. */
  byte[] archive() {
    if (file.has(BackupFault.UNREADABLE_RECORD)) {
      return "bplist00 and then nothing that follows from it".getBytes(StandardCharsets.US_ASCII);
    }
    List<Object> objects = new ArrayList<>();
    Map<String, Object> fields = new LinkedHashMap<>();
    objects.add("$null");
    objects.add(fields);
    long modified = file.modifiedAt().getEpochSecond();
    fields.put("LastModified", modified);
    fields.put("LastStatusChange", modified);
    fields.put("Birth", modified - 86_400);
    fields.put("Flags", 0);
    fields.put("GroupID", 501);
    fields.put("UserID", file.path().isEmpty() ? -2 : 501);
    fields.put("InodeNumber", inode);
    fields.put("Mode", file.kind().mode());
    fields.put("ProtectionClass", protectionClass);
    fields.put("Size", size);
    String path = file.has(BackupFault.OTHER_INNER_PATH) ? "Library/other" : file.rowPath();
    fields.put("RelativePath", add(objects, path));
    if (file.kind() == Kind.LINK) {
      fields.put("Target", add(objects, new String(file.content(), StandardCharsets.UTF_8)));
    }
    if (digest != null) {
      fields.put("Digest", add(objects, digest));
    }
    if (key != null) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("NS.data", key);
      fields.put("EncryptionKey", add(objects, data));
      data.put("$class", add(objects, type("NSMutableData", "NSData")));
    }
    fields.put("$class", add(objects, type("MBFile")));
    Map<String, Object> archive = new LinkedHashMap<>();
    archive.put("$archiver", "NSKeyedArchiver");
    archive.put("$version", 100_000);
    archive.put("$top", Map.of("root", new BinaryPlist.Uid(1)));
    archive.put("$objects", objects);
    return BinaryPlist.write(archive);
  }

  private static BinaryPlist.Uid add(List<Object> objects, Object value) {
    objects.add(value);
    return new BinaryPlist.Uid(objects.size() - 1);
  }

  private static Map<String, Object> type(String name, String... parents) {
    List<Object> classes = new ArrayList<>(List.of(name));
    classes.addAll(List.of(parents));
    classes.add("NSObject");
    Map<String, Object> type = new LinkedHashMap<>();
    type.put("$classname", name);
    type.put("$classes", classes);
    return type;
  }

  /** The record of {@code Manifest.mbdb}. */
  byte[] record() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, file.domain());
    text(out, file.rowPath());
    text(out, file.kind() == Kind.LINK ? new String(file.content(), StandardCharsets.UTF_8) : null);
    data(out, digest);
    data(out, key);
    int seconds = (int) file.modifiedAt().getEpochSecond();
    ByteBuffer fixed = ByteBuffer.allocate(40);
    fixed.putShort((short) file.kind().mode()).putLong(inode).putInt(501).putInt(501);
    fixed.putInt(seconds).putInt(seconds).putInt(seconds - 86_400);
    fixed.putLong(size).put((byte) protectionClass).put((byte) 1);
    out.writeBytes(fixed.array());
    text(out, "com.apple.attribute");
    data(out, new byte[] {(byte) 0xff, 0, 1});
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, @Nullable String text) {
    data(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  private static void data(ByteArrayOutputStream out, byte @Nullable [] bytes) {
    int length = bytes == null ? 0xffff : bytes.length;
    out.write(length >> 8);
    out.write(length);
    if (bytes != null) {
      out.writeBytes(bytes);
    }
  }

  @Override
  public String toString() {
    return "row of " + file;
  }
}
