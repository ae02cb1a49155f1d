package org.palimpsest.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keybag of an encrypted backup: a sequence of values, each with a tag of four letters and a
 * length. The first {@code UUID} is that of the bag; each later one begins a class. Neither their
 * order nor their number within a class is relied on.
 */
public final class Keybag {

  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_CLASSES = 256;

  /** Twice what a phone writes; a crafted number would keep a reader busy for an hour. */
  private static final int MAX_FIRST_ROUNDS = 20_000_000;

  private static final int MAX_SECOND_ROUNDS = 1_000_000;
  private static final int MAX_SALT = 1024;

  /** The bit of {@code WRAP} that says that the password protects a class key. */
  private static final int BY_PASSWORD = 2;

  /** Keys of other classes belong to the keychain or stay bound to the phone. */
  private static final int LAST_CLASS_OF_FILES = 4;

  /** How the key that opens the bag is derived from the password. */
  public enum Scheme {
    /** Once, with SHA-1. */
    ONCE("PBKDF2-HMAC-SHA1"),
    /** Twice, first with SHA-256 and then with SHA-1. */
    TWICE("PBKDF2-HMAC-SHA256, then PBKDF2-HMAC-SHA1");

    private final String words;

    Scheme(String words) {
      this.words = words;
    }

    /** In the terms of the standard. */
    public String words() {
      return words;
    }
  }

  private final byte @Nullable [] firstSalt;
  private final int firstRounds;
  private final byte[] secondSalt;
  private final int secondRounds;
  private final List<WrappedKey> classes;

  private record WrappedKey(int number, byte[] wrapped) {}

  private Keybag(Map<String, byte[]> header, List<WrappedKey> classes)
      throws MalformedBackupException {
    this.classes = classes;
    this.secondSalt = salt(header, "SALT");
    this.secondRounds = rounds(header, "ITER", MAX_SECOND_ROUNDS);
    boolean twice = header.containsKey("DPSL") && header.containsKey("DPIC");
    this.firstSalt = twice ? salt(header, "DPSL") : null;
    this.firstRounds = twice ? rounds(header, "DPIC", MAX_FIRST_ROUNDS) : 0;
    if (classes.isEmpty()) {
      throw new MalformedBackupException("the keybag holds no key that a password protects");
    }
  }

  /**
   * Reads a keybag.
   *
   * @throws MalformedBackupException if a length leads out of it, or what is needed is missing
   */
  public static Keybag read(byte[] bytes) throws MalformedBackupException {
    if (bytes.length > MAX_LENGTH) {
      throw new MalformedBackupException("the keybag is larger than one can be");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Map<String, byte[]> header = new HashMap<>();
    List<Map<String, byte[]>> sections = new ArrayList<>();
    Map<String, byte[]> current = header;
    while (in.hasRemaining()) {
      if (in.remaining() < 8) {
        throw new MalformedBackupException("the keybag ends within a value");
      }
      byte[] tag = new byte[4];
      in.get(tag);
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new MalformedBackupException("the keybag ends within a value");
      }
      byte[] value = new byte[length];
      in.get(value);
      String name = new String(tag, StandardCharsets.ISO_8859_1);
      if (name.equals("UUID") && header.containsKey("UUID")) {
        current = new HashMap<>();
        sections.add(current);
        if (sections.size() > MAX_CLASSES) {
          throw new MalformedBackupException("the keybag holds more classes than there can be");
        }
      }
      current.putIfAbsent(name, value);
    }
    return new Keybag(header, protectedByPassword(sections));
  }

  private static List<WrappedKey> protectedByPassword(List<Map<String, byte[]>> sections) {
    List<WrappedKey> keys = new ArrayList<>();
    for (Map<String, byte[]> section : sections) {
      byte[] wrapped = section.get("WPKY");
      int number = number(section.get("CLAS"), 0) & 0xf;
      if ((number(section.get("WRAP"), 0) & BY_PASSWORD) != 0
          && wrapped != null
          && wrapped.length == KeyWrap.WRAPPED) {
        keys.add(new WrappedKey(number, wrapped));
      }
    }
    return keys;
  }

  private static int number(byte @Nullable [] value, int otherwise) {
    return value != null && value.length == 4 ? ByteBuffer.wrap(value).getInt() : otherwise;
  }

  private static int rounds(Map<String, byte[]> header, String tag, int most)
      throws MalformedBackupException {
    int rounds = number(header.get(tag), 0);
    if (rounds < 1 || rounds > most) {
      throw new MalformedBackupException(
          "the keybag asks for a number of derivation rounds that no phone writes");
    }
    return rounds;
  }

  private static byte[] salt(Map<String, byte[]> header, String tag)
      throws MalformedBackupException {
    byte[] salt = header.get(tag);
    if (salt == null || salt.length == 0 || salt.length > MAX_SALT) {
      throw new MalformedBackupException("the keybag lacks a salt");
    }
    return salt;
  }

  /** How its key is derived; what it holds decides. */
  public Scheme scheme() {
    return firstSalt == null ? Scheme.ONCE : Scheme.TWICE;
  }

  /** The rounds of both derivations together, which is what opening it costs. */
  public long rounds() {
    return (long) firstRounds + secondRounds;
  }

  /**
   * Opens the keybag. That a password is wrong shows in every class key at once; when some pass and
   * some do not, the password is right and the bag is damaged.
   *
   * @param password UTF-8 bytes; the caller wipes them
   * @throws WrongPasswordException if not one class key passes its integrity check
   */
  public ClassKeys unlock(byte[] password) throws WrongPasswordException {
    byte[] secret =
        firstSalt == null
            ? password.clone()
            : KeyDerivation.hmacSha256(password, firstSalt, firstRounds);
    byte[] wrapping = KeyDerivation.hmacSha1(secret, secondSalt, secondRounds);
    Map<Integer, byte[]> keys = new TreeMap<>();
    int opened = 0;
    try {
      for (WrappedKey each : classes) {
        Optional<byte[]> key = KeyWrap.unwrap(wrapping, each.wrapped());
        opened += key.isPresent() ? 1 : 0;
        if (key.isPresent() && each.number() >= 1 && each.number() <= LAST_CLASS_OF_FILES) {
          keys.putIfAbsent(each.number(), key.get());
        }
      }
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(wrapping, (byte) 0);
    }
    if (opened == 0) {
      throw new WrongPasswordException();
    }
    return new ClassKeys(keys, classes.size() - opened);
  }

  /** Its scheme, without keys. */
  @Override
  public String toString() {
    return "keybag, " + scheme().words();
  }
}
