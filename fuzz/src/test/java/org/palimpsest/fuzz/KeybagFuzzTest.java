package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.backup.ClassKeys;
import org.palimpsest.backup.Keybag;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.backup.WrongPasswordException;

/** Keybags: refused, or opened by no password that is not theirs. */
final class KeybagFuzzTest {

  /** A keybag may ask for as many rounds as a phone does, which is too long for one input. */
  private static final long MOST_ROUNDS = 20_000;

  @FuzzTest
  void unlock(byte[] bytes) {
    Limits limits = new Limits();
    try {
      Keybag keybag = Keybag.read(bytes);
      if (keybag.rounds() <= MOST_ROUNDS) {
        try (ClassKeys keys = keybag.unlock(new byte[] {1, 2, 3})) {
          throw new AssertionError("opened by a password that is not its own: " + keys);
        }
      }
    } catch (MalformedBackupException | WrongPasswordException e) {
      // The two refusals.
    }
    limits.check();
  }
}
