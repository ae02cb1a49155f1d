package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.vault.VaultException;

/**
 * A pack with its index: two bytes say how long the index is, then come its lines and the pack. The
 * hashes that a fuzzer cannot find, of the index and the pack, are made right.
 */
final class PackFuzzTest {

  private static final Pattern NAME = Pattern.compile("^[0-9a-f]{64}", Pattern.MULTILINE);

  private final PackFolder folder = new PackFolder();

  @FuzzTest
  void open(byte[] bytes) throws IOException, VaultException {
    if (bytes.length < 2) {
      return;
    }
    int length = Math.min(ByteBuffer.wrap(bytes).getShort() & 0xffff, bytes.length - 2);
    byte[] lines = Arrays.copyOfRange(bytes, 2, 2 + length);
    byte[] pack = Arrays.copyOfRange(bytes, 2 + length, bytes.length);
    Vault vault = folder.with(lines, pack);
    VaultCheck.Outcome outcome = new VaultCheck(vault, count -> {}).run(1);
    assertThat(outcome.checks()).isNotEmpty();
    Matcher names = NAME.matcher(new String(lines, StandardCharsets.US_ASCII));
    while (names.find()) {
      Sha256 name = Sha256.parse(names.group());
      if (vault.holds(name)) {
        read(vault, name, !outcome.damaged().contains(name));
      }
    }
  }

  private static void read(Vault vault, Sha256 name, boolean sound)
      throws IOException, VaultException {
    try (ObjectBytes object = vault.object(name)) {
      byte[] content = object.readAll();
      assertThat(content.length).isEqualTo((int) object.size());
      if (sound) {
        assertThat(Sha256.of(content)).isEqualTo(name);
      }
    } catch (IOException e) {
      assertThat(sound).isFalse();
    }
  }
}
