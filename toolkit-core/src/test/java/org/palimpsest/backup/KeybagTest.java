package org.palimpsest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published known answers, two test vectors of an unrelated program and three real phones. */
class KeybagTest {

  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "b8e3f3a970239b22ac199b622293fe4237b9d16e74bad2c3c3568cd1bd3c471615a6c4f867265642,"
        + "4542263740587424862267232255853830404566,,,hashcat,"
        + "274deb9da2cc41e5316a8f740b6bff41885b475252dfeb0488d4cb0ebed5db7c",
    "ebd7f9b33293b2511f0a4139d5b213feff51476968863cef60ec38d720497b6ff39a0bb63fa9f84e,"
        + "2202015774208421818002001652122401871832,,,hashcat,"
        + "a29e0b44321c66a8f34c587ce924421e37231a3f020598a9a1a2ccdb71b424db",
    "8b715f516ff8e64442c478c2d9abb046fc6979ab079007d3dbcef3ddd84217f4c3db01362d88fa68,"
        + "2353363784073608264337337723324886300850,10000000,"
        + "425b4bb4e200b5fd4c66979c9caca31716052063,hashcat,"
        + "aaedbb211064488c143d639b527786f63362c24f81203be94caf2efcf6f398b8",
    "17a3b858e79bc273be43a9f113b71efe7ec8e7e401396b350180b4592ef45db67ffef7b2d64329a5,"
        + "2721336781705041205314422175267631184867,1000,"
        + "99fafc983e732998adb9fadc162a2e382143f115,hashcat,"
        + "ca1bdd8196307fe1e2ed421321267d96e2988bf12f736035192cfed20ec823ea",
    "892dba473d7ad9486741346d009b0deeccd32eea6937ce67070a0500b723c871a454a81e569f95d9,"
        + "0834c7493b056222d7a7e382a69c0c6a06649d9a,,,20201225,"
        + "38b97d556cace5fd1cfcbe67ec6a81277dfef5c5bacdfccdd32bb25467f56b25",
    "6156796dfab06a60017beaed787d42477bd9bb1fa72d196f468a86e79fed2fe0dcb55bb2206b8001,"
        + "f034055dc86c9b1774a9e01d515b7b29b05f90b0,10000000,"
        + "353941cce18704300d424e01ca215c6cb6488c6a,rickastleyftw,"
        + "c264e6e8752e9eca69b34d02d394f8ace0806c8a25881e448f8544bb7be9c5ff",
    "626711969caae23df508e651fa071254593d97384e76fed148cd0f3958e0beace281310f49cdc019,"
        + "f4aa09135e119c474548436d29bd9830242b3cb5,10000000,"
        + "6ba58ebbae1fed3cb11e0e8b4ce6d49be0282e11,75966,"
        + "3ccbe1b9f5efdc3ed2e2bf3ff60456332a353beeaf45487248c5d640f44a49f4"
  })
  void knownAnswers(
      String wrapped, String salt, Integer rounds, String firstSalt, String password, String kek)
      throws Exception {
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    byte[] derived =
        rounds == null ? secret : KeyDerivation.hmacSha256(secret, HEX.parseHex(firstSalt), rounds);
    byte[] key = KeyDerivation.hmacSha1(derived, HEX.parseHex(salt), 10_000);
    assertThat(HEX.formatHex(key)).isEqualTo(kek);
    assertThat(KeyWrap.unwrap(key, HEX.parseHex(wrapped))).isPresent();
    if (rounds == null || rounds < 10_000) {
      Keybag keybag = Keybag.read(bag(wrapped, salt, rounds, firstSalt));
      assertThat(keybag.scheme())
          .isEqualTo(rounds == null ? Keybag.Scheme.ONCE : Keybag.Scheme.TWICE);
      try (ClassKeys keys = keybag.unlock(secret)) {
        assertThat(keys.damaged()).isZero();
      }
      assertThatThrownBy(() -> keybag.unlock("Hashcat".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(WrongPasswordException.class);
    }
  }

  private static byte[] bag(String wrapped, String salt, Integer rounds, String firstSalt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    value(out, "VERS", number(4));
    value(out, "UUID", new byte[16]);
    value(out, "SALT", HEX.parseHex(salt));
    value(out, "ITER", number(10_000));
    if (rounds != null) {
      value(out, "DPIC", number(rounds));
      value(out, "DPSL", HEX.parseHex(firstSalt));
    }
    // The order within a class is not relied on.
    value(out, "UUID", new byte[16]);
    value(out, "WPKY", HEX.parseHex(wrapped));
    value(out, "WRAP", number(2));
    value(out, "CLAS", number(4));
    return out.toByteArray();
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static void value(ByteArrayOutputStream out, String tag, byte[] value) {
    out.writeBytes(tag.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(number(value.length));
    out.writeBytes(value);
  }

  @Test
  void aLengthThatLeadsOutOfTheBagIsRefused() {
    byte[] bag = bag("00".repeat(40), "00".repeat(20), 1000, "00".repeat(20));
    int lastValue = 12;
    for (int length = 1; length < bag.length - lastValue; length++) {
      byte[] cut = java.util.Arrays.copyOf(bag, length);
      assertThatThrownBy(() -> Keybag.read(cut)).isInstanceOf(MalformedBackupException.class);
    }
    byte[] lying = bag.clone();
    lying[4] = (byte) 0x80;
    assertThatThrownBy(() -> Keybag.read(lying)).isInstanceOf(MalformedBackupException.class);
  }

  @Test
  void roundsThatWouldTakeMinutesAreRefused() {
    byte[] bag = bag("00".repeat(40), "00".repeat(20), -1, "00".repeat(20));
    assertThatThrownBy(() -> Keybag.read(bag))
        .isInstanceOf(MalformedBackupException.class)
        .hasMessageContaining("rounds");
  }

  @Test
  void anEmptyPasswordIsWrongAndNoFault() throws Exception {
    Keybag keybag = Keybag.read(bag("00".repeat(40), "00".repeat(20), 10, "00".repeat(20)));
    assertThatThrownBy(() -> keybag.unlock(new byte[0])).isInstanceOf(WrongPasswordException.class);
  }

  @Test
  void theRfcVectorOfKeyWrap() {
    // RFC 3394 §4.6: 256 bits of key data with a 256-bit key.
    byte[] wrapping =
        HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    byte[] wrapped =
        HEX.parseHex(
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
    assertThat(KeyWrap.unwrap(wrapping, wrapped))
        .hasValueSatisfying(
            key ->
                assertThat(HEX.formatHex(key))
                    .isEqualTo("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"));
    wrapped[7] ^= 1;
    assertThat(KeyWrap.unwrap(wrapping, wrapped)).isEmpty();
    assertThat(KeyWrap.unwrap(wrapping, new byte[39])).isEmpty();
  }
}
