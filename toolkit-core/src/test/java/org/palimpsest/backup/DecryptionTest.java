package org.palimpsest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.palimpsest.sqlite.ByteSource;

/** What is decrypted step by step is what the JDK decrypts at once; damage at the end shows. */
class DecryptionTest {

  private final Random random = new Random(5);
  private final byte[] key = bytes(32);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] encrypt(byte[] plain, String transformation) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation);
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    return cipher.doFinal(plain);
  }

  @Test
  void anyLengthInAnySteps() throws Exception {
    for (int length : new int[] {0, 1, 15, 16, 17, 31, 32, 33, 8191, 8192, 8193, 70_000}) {
      byte[] plain = bytes(length);
      byte[] stored = encrypt(plain, "AES/CBC/PKCS5Padding");
      for (int most : new int[] {1, 7, 16, 17, 4096, 1 << 20}) {
        if (length > 1000 && most < 16) {
          continue;
        }
        assertThat(inSteps(stored, most)).isEqualTo(plain);
      }
      try (InputStream in = new DecryptingStream(new ByteArrayInputStream(stored), key)) {
        assertThat(in.readAllBytes()).isEqualTo(plain);
      }
    }
  }

  private byte[] inSteps(byte[] stored, int most) {
    Decryptor decryptor = new Decryptor(key);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] target = new byte[Decryptor.room(most)];
    for (int at = 0; at < stored.length; ) {
      int count = Math.min(stored.length - at, 1 + random.nextInt(most));
      out.write(target, 0, decryptor.update(stored, at, count, target));
      at += count;
    }
    out.writeBytes(decryptor.finish().orElseThrow());
    return out.toByteArray();
  }

  @Test
  void whatIsCutOffOrEndsInNoPaddingIsDamaged() throws Exception {
    byte[] stored = encrypt(bytes(1000), "AES/CBC/PKCS5Padding");
    for (int length : new int[] {0, 5, 16, stored.length - 16, stored.length - 5}) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(
              () -> new DecryptingStream(new ByteArrayInputStream(cut), key).readAllBytes())
          .isInstanceOf(DecryptingStream.DamagedException.class);
    }
    byte[] unpadded = encrypt(new byte[64], "AES/CBC/NoPadding");
    Decryptor decryptor = new Decryptor(key);
    decryptor.update(unpadded, 0, unpadded.length, new byte[Decryptor.room(64)]);
    assertThat(decryptor.finish()).isEmpty();
  }

  @Test
  void anyPlaceCanBeReadByItself() throws Exception {
    byte[] plain = bytes(10 * 4096);
    for (String form : new String[] {"AES/CBC/PKCS5Padding", "AES/CBC/NoPadding"}) {
      DecryptedBytes view = new DecryptedBytes(ByteSource.of(encrypt(plain, form)), key);
      assertThat(view.size()).isEqualTo(plain.length);
      for (int i = 0; i < 500; i++) {
        int from = random.nextInt(plain.length);
        int count = random.nextInt(Math.min(5000, plain.length - from) + 1);
        byte[] part = new byte[count + 3];
        view.read(from, part, 3, count);
        assertThat(Arrays.copyOfRange(part, 3, part.length))
            .isEqualTo(Arrays.copyOfRange(plain, from, from + count));
      }
      assertThatThrownBy(() -> view.read(plain.length - 1, new byte[2], 0, 2))
          .isInstanceOf(java.io.EOFException.class);
    }
  }
}
