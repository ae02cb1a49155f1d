package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.KeySecret;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.SecondKey;
import org.palimpsest.seal.Token;
import org.palimpsest.seal.UnusableKeyException;
import org.palimpsest.seal.VerifierKey;

/** Opens the keys, asking for a passphrase where one is needed. */
final class Keys {

  private final Surroundings surroundings;
  private final Options options;

  private boolean afterVault;
  private @Nullable KeySecret typed;

  Keys(Surroundings surroundings, Options options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  /** Has it said, should the passphrase not open the keys, that it does open the vault. */
  Keys afterVault() {
    afterVault = true;
    return this;
  }

  boolean exist() {
    return KeyRing.exists(surroundings.keys());
  }

  /** Both keys. */
  KeyRing open() throws Failure, IOException {
    boolean isOnToken = token().isPresent();
    char[] pin = isOnToken ? pin() : null;
    return open((folder, passphrase) -> KeyRing.open(folder, passphrase, pin));
  }

  /** The token that keeps the sealing key, where one does. */
  Optional<Token> token() throws Failure, IOException {
    try {
      return KeyRing.token(surroundings.keys());
    } catch (UnusableKeyException e) {
      throw refused(e);
    }
  }

  /** The PIN of a token, from a file or asked for. */
  char[] pin() throws Failure, IOException {
    Optional<Path> file = pinFile();
    char[] pin =
        file.isEmpty() ? ask("PIN of the token: ") : characters(file.get(), "PIN", "--pin-file");
    if (pin.length == 0) {
      throw Failure.usage("the token needs its PIN", "name a file that holds it with --pin-file");
    }
    return pin;
  }

  /** Puts another sealing key in the place of the present one. */
  void exchange(SealingKey key) throws Failure, IOException {
    open(
        (folder, passphrase) -> {
          KeyRing.exchange(folder, passphrase, key, surroundings.random());
          return folder;
        });
  }

  /** The key that makes a second seal; empty where there is none. */
  Optional<SealingKey> second() throws Failure, IOException {
    return open(SecondKey::open);
  }

  /** Makes a second key, in the place of one that is there. */
  X509Certificate makeSecond(String owner, Duration validity) throws Failure, IOException {
    return open(
        (folder, passphrase) ->
            SecondKey.create(
                folder,
                passphrase,
                owner,
                surroundings.clock().instant(),
                validity,
                surroundings.random()));
  }

  /** The key of the log alone, which opens sooner. */
  LogKey openLogKey() throws Failure, IOException {
    return open(KeyRing::openLogKey);
  }

  /**
   * Wraps the keys under another passphrase.
   *
   * @return false where they open with a kept secret; nothing of them changes then
   */
  boolean changePassphrase(char[] chosen) throws Failure, IOException {
    if (!KeyRing.needsPassphrase(surroundings.keys())) {
      return false;
    }
    KeySecret old = passphrase();
    open(
        (folder, passphrase) -> {
          KeyRing.changePassphrase(
              folder, old, KeySecret.passphrase(chosen), surroundings.random());
          return folder;
        });
    return true;
  }

  /** Whether a log's key is here, as far as that is seen without opening it. */
  boolean maySign(VerifierKey log) throws Failure, IOException {
    Path folder = surroundings.keys();
    return exist()
        && KeyRing.verifier(folder).filter(log::hasSameKey).isPresent()
        && (!KeyRing.needsPassphrase(folder)
            || surroundings.interactive()
            || givenCharacters() != null);
  }

  /** Whether a passphrase opens the keys, of which one is needed. */
  boolean openWith(char[] passphrase) throws IOException {
    Path folder = surroundings.keys();
    if (!KeyRing.exists(folder) || !KeyRing.needsPassphrase(folder)) {
      return false;
    }
    try {
      KeyRing.openLogKey(folder, KeySecret.passphrase(passphrase));
      return true;
    } catch (UnusableKeyException | NoSuchFileException e) {
      return false;
    }
  }

  /** One way to open what lies in the keys folder. */
  private interface Opening<T> {
    T open(Path folder, @Nullable KeySecret passphrase) throws IOException, UnusableKeyException;
  }

  private <T> T open(Opening<T> opening) throws Failure, IOException {
    Path folder = surroundings.keys();
    if (!KeyRing.exists(folder)) {
      throw Failure.usage(
          "there are no keys to sign with",
          "make them with: palimpsest init, or set PALIMPSEST_HOME");
    }
    KeySecret passphrase = KeyRing.needsPassphrase(folder) ? passphrase() : null;
    try {
      return opening.open(folder, passphrase);
    } catch (UnusableKeyException e) {
      if (afterVault && e.reason() == UnusableKeyException.Reason.WRONG_PASSPHRASE) {
        throw Failure.usage(
            "the passphrase opens the vault and not the keys", VaultDoor.ONE_PASSPHRASE);
      }
      throw refused(e);
    } catch (NoSuchFileException e) {
      throw Failure.usage("the keys folder is not whole", "restore the keys folder from its copy");
    }
  }

  private static Failure refused(UnusableKeyException e) {
    return Failure.usage(
        "the keys cannot be opened: " + e.getMessage(),
        switch (e.reason()) {
          case WRONG_PASSPHRASE ->
              "try the passphrase again, or name its file with --passphrase-file";
          case WRONG_PIN -> "check --pin-file first, since a token locks itself after a few tries";
          case NO_TOKEN -> "put the token in that the key is on, or see: palimpsest keys";
          case DAMAGED, UNSUPPORTED -> "restore the keys folder from its copy";
        });
  }

  private KeySecret passphrase() throws Failure, IOException {
    KeySecret given = given();
    if (given != null) {
      return given;
    }
    if (typed == null) {
      char[] characters = ask("passphrase of the keys: ");
      if (characters.length == 0) {
        throw Failure.usage(
            "the keys need a passphrase", "name a file that holds it with --passphrase-file");
      }
      typed = KeySecret.passphrase(characters);
    }
    return typed;
  }

  /** The passphrase that a file holds, from the option or the environment. */
  @Nullable KeySecret given() throws Failure, IOException {
    char[] characters = givenCharacters();
    return characters == null ? null : KeySecret.passphrase(characters);
  }

  /** The same as characters. */
  char @Nullable [] givenCharacters() throws Failure, IOException {
    Optional<Path> file = passphraseFile();
    return file.isEmpty() ? null : characters(file.get());
  }

  /** The file that holds the passphrase, from the option or the environment. */
  Optional<Path> passphraseFile() {
    return file(options.passphraseFile, "PALIMPSEST_PASSPHRASE_FILE");
  }

  /** The file that holds the PIN of a token, from the option or the environment. */
  Optional<Path> pinFile() {
    return file(options.pinFile, "PALIMPSEST_PIN_FILE");
  }

  private Optional<Path> file(@Nullable Path option, String variable) {
    if (option != null) {
      return Optional.of(option);
    }
    String named = surroundings.variable(variable);
    return named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
  }

  /** The first line of a file that holds a passphrase. */
  char[] characters(Path file) throws Failure {
    return characters(file, "passphrase", "--passphrase-file");
  }

  private static char[] characters(Path file, String what, String option) throws Failure {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failure.usage("the " + what + " file cannot be read", "check " + option);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    Arrays.fill(bytes, (byte) 0);
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw Failure.usage(
          "the " + what + " file is empty", "write the " + what + " into its first line");
    }
    return line.toCharArray();
  }

  /** Asks at the terminal; nothing when nobody is there. */
  @SuppressWarnings("SystemConsoleNull") // whether a person is there is asked before
  char[] ask(String prompt) {
    java.io.Console console = System.console();
    if (!surroundings.interactive() || console == null) {
      return new char[0];
    }
    char[] typed = console.readPassword("%s", prompt);
    return typed == null ? new char[0] : typed;
  }
}
