package org.palimpsest.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.digest.Sha256;

/**
 * Contents that are stored against earlier ones come back bit for bit, and stay small and quick.
 */
class PatchTest {

  @TempDir Path folder;
  private Vault vault;

  @BeforeEach
  void make() throws Exception {
    vault = Vault.create(folder.resolve("vault"), "id", new byte[32], Instant.EPOCH);
  }

  private Sha256 put(byte[] content, @Nullable Sha256 base, Likeness likeness) throws Exception {
    try (VaultWriter writer = vault.writer(2)) {
      Sha256 name =
          writer.putLike(new ByteArrayInputStream(content)::read, base, likeness).sha256();
      writer.publish();
      return name;
    }
  }

  private byte[] read(Sha256 name) throws Exception {
    try (ObjectBytes bytes = Vault.open(vault.folder()).object(name)) {
      return bytes.readAll();
    }
  }

  private long stored() throws Exception {
    return VaultCheck.size(vault);
  }

  /** Words, so that it compresses as a database does. */
  private static byte[] text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("word").append(random.nextInt(5000)).append(' ');
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), size);
  }

  private static byte[] changed(byte[] content, Likeness likeness, Random random) {
    byte[] next = content.clone();
    if (likeness != Likeness.MOVED) {
      if (random.nextInt(4) == 0) {
        // Pages come and go at the end, whole ones or not.
        next = Arrays.copyOf(next, Math.max(70_000, next.length + random.nextInt(30_000) - 14_000));
      }
      for (int i = 0; i < 5; i++) {
        byte[] word = text(random, 1 + random.nextInt(300));
        System.arraycopy(word, 0, next, random.nextInt(next.length - word.length), word.length);
      }
      return next;
    }
    for (int i = 0; i < 4; i++) {
      int at = random.nextInt(next.length);
      int cut = Math.min(next.length - at, random.nextInt(200));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(next, 0, at);
      out.writeBytes(text(random, random.nextInt(300)));
      out.write(next, at + cut, next.length - at - cut);
      next = out.toByteArray();
    }
    return next;
  }

  @ParameterizedTest
  @EnumSource(names = {"PAGES", "MOVED"})
  void manyVersionsComeBackBitForBit(Likeness likeness) throws Exception {
    Random random = new Random(5);
    byte[] content = text(random, 400_000);
    Sha256 name = put(content, null, likeness);
    long first = stored();
    List<byte[]> contents = new ArrayList<>(List.of(content));
    List<Sha256> names = new ArrayList<>(List.of(name));
    for (int i = 0; i < 60; i++) {
      content = changed(content, likeness, random);
      name = put(content, name, likeness);
      assertThat(name).isEqualTo(Sha256.of(content));
      contents.add(content);
      names.add(name);
    }
    assertThat(stored() - first).isLessThan(60 * first / 12);
    for (int i = 0; i < names.size(); i++) {
      assertThat(read(names.get(i))).isEqualTo(contents.get(i));
    }
    try (ObjectBytes newest = vault.object(name)) {
      for (int i = 0; i < 300; i++) {
        int at = random.nextInt(content.length);
        int most = i % 2 == 0 ? 20_000 : 350_000;
        byte[] part = new byte[random.nextInt(Math.min(most, content.length - at))];
        newest.read(at, part, 0, part.length);
        assertThat(part).isEqualTo(Arrays.copyOfRange(content, at, at + part.length));
      }
    }
    assertThat(new VaultCheck(vault, n -> {}).run(2).damaged()).isEmpty();
  }

  @Test
  void aPageThatChangesEveryTimeRestsOnFewFrames() throws Exception {
    Random random = new Random(6);
    byte[] content = text(random, 100_000);
    Sha256 name = put(content, null, Likeness.PAGES);
    int deepest = 0;
    for (int i = 0; i < 90; i++) {
      System.arraycopy(text(random, 50), 0, content, 5000, 50);
      name = put(content, name, Likeness.PAGES);
      try (ObjectBytes bytes = vault.object(name)) {
        deepest = Math.max(deepest, bytes.depth(4096, 4096));
      }
    }
    assertThat(deepest).isEqualTo(PatchWriter.DEEPEST);
    assertThat(read(name)).isEqualTo(content);
  }

  @Test
  void aLogIsStoredAgainstThePagesOfItsDatabase() throws Exception {
    Random random = new Random(7);
    byte[] database = text(random, 100 * 4096);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes(new byte[] {0x37, 0x7f, 6, (byte) 0x82, 0, 0x2d, (byte) 0xe2, 0x18});
    log.writeBytes(new byte[] {0, 0, 16, 0});
    log.writeBytes(new byte[20]);
    for (int i = 0; i < 40; i++) {
      int page = random.nextInt(100);
      log.writeBytes(new byte[] {0, 0, 0, (byte) (page + 1)});
      byte[] rest = new byte[20];
      random.nextBytes(rest);
      log.writeBytes(rest);
      byte[] bytes = Arrays.copyOfRange(database, page * 4096, page * 4096 + 4096);
      System.arraycopy(text(random, 80), 0, bytes, 1000, 80);
      log.writeBytes(bytes);
    }
    log.writeBytes(new byte[] {0, 0, 0, 1, 9, 9});
    Sha256 base = put(database, null, Likeness.PAGES);
    long before = stored();
    Sha256 name = put(log.toByteArray(), base, Likeness.LOG);
    assertThat(read(name)).isEqualTo(log.toByteArray());
    assertThat(stored() - before).isLessThan(log.size() / 12);
    byte[] hostile = log.toByteArray();
    Arrays.fill(hostile, 32, 36, (byte) 0xff);
    assertThat(read(put(hostile, base, Likeness.LOG))).isEqualTo(hostile);
    byte[] none = text(random, 40_000);
    assertThat(read(put(none, base, Likeness.LOG))).isEqualTo(none);
  }

  @Test
  void contentThatLooksLikeAnythingComesBack() throws Exception {
    Random random = new Random(8);
    byte[] base = text(random, 80_000);
    // A page that begins as a dictionary of zstd's own format is no raw dictionary.
    byte[] magic = {0x37, (byte) 0xA4, 0x30, (byte) 0xEC};
    System.arraycopy(magic, 0, base, 8192, 4);
    Sha256 name = put(base, null, Likeness.PAGES);
    for (Likeness likeness : Likeness.values()) {
      for (int size : new int[] {0, 1, 23, 4096, 4097, 70_000, 80_000, 90_001}) {
        byte[] other = Arrays.copyOf(base, size);
        if (size > 9000) {
          other[8300] ^= 1;
        }
        assertThat(read(put(other, name, likeness))).isEqualTo(other);
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        assertThat(read(put(noise, name, likeness))).isEqualTo(noise);
      }
    }
  }

  @Test
  void whatRestsOnDroppedVersionsIsStoredAgain() throws Exception {
    Random random = new Random(9);
    List<byte[]> contents = new ArrayList<>();
    List<Sha256> names = new ArrayList<>();
    byte[] content = text(random, 300_000);
    Sha256 name = put(content, null, Likeness.MOVED);
    contents.add(content);
    names.add(name);
    for (int i = 0; i < 20; i++) {
      content = changed(content, Likeness.MOVED, random);
      name = put(content, name, Likeness.MOVED);
      contents.add(content);
      names.add(name);
    }
    long before = stored();
    Set<Sha256> live = Set.of(names.get(7), names.get(20));
    Pruning.Effect effect = new Pruning(vault, live).run();
    assertThat(effect.objects()).isGreaterThanOrEqualTo(19);
    assertThat(stored()).isLessThan(before);
    assertThat(read(names.get(7))).isEqualTo(contents.get(7));
    assertThat(read(names.get(20))).isEqualTo(contents.get(20));
    assertThat(vault.holds(names.get(0))).isFalse();
    assertThat(new VaultCheck(vault, n -> {}).run(2).checks()).noneMatch(c -> c.isFailure());
  }

  @Test
  void damageBelowIsSeenAboveAndNowhereElse() throws Exception {
    Random random = new Random(10);
    byte[] content = text(random, 300_000);
    Sha256 root = put(content, null, Likeness.PAGES);
    Sha256 other = put(text(random, 200_000), null, Likeness.PAGES);
    content[100_000] ^= 1;
    Sha256 middle = put(content, root, Likeness.PAGES);
    content[200_000] ^= 1;
    Sha256 top = put(content, middle, Likeness.PAGES);
    Path pack = vault.find(middle).orElseThrow().pack();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[10] ^= 1;
    Files.write(pack, bytes);
    assertThat(new VaultCheck(Vault.open(vault.folder()), n -> {}).run(2).damaged())
        .contains(middle, top)
        .doesNotContain(root, other);
    Files.delete(pack);
    assertThatThrownBy(() -> read(top)).isInstanceOf(DamagedObjectException.class);
  }

  @Test
  void aTableThatSaysNonsenseIsDamageAndNothingElse() throws Exception {
    for (String text :
        List.of(
            "=",
            "= 5",
            "= 5 5",
            "x 1 1\n",
            "= 0 0\n",
            "= -1 0\n",
            "+ 99999999999999999999\n",
            "~ 1 0 0 0\n",
            ". 5 -1\n",
            "= 1 -1\n",
            "= 999999999999999999 1\n= 5 5\n",
            "= 1  1\n")) {
      PatchTable table = new PatchTable(text.getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(
              () -> {
                while (table.next()) {
                  assertThat(table.length).isPositive();
                }
              })
          .as(text)
          .isInstanceOf(DamagedObjectException.class);
    }
  }
}
