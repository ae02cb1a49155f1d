package org.palimpsest.seal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A text with signatures under it, in the C2SP signed-note format: the text, an empty line, and
 * lines of em dash, key name and Base64 of key id and signature.
 *
 * @param text the signed text, ending in LF
 * @param signatures the signatures, in order; those of unknown keys are carried along unread
 */
public record SignedNote(String text, List<Signature> signatures) {

  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_SIGNATURES = 64;
  private static final int ID_LENGTH = 4;
  private static final String MARK = "— ";

  /**
   * One signature line.
   *
   * @param name key name
   * @param id key id
   * @param base64 Base64 of key id and signature, as it stands
   */
  public record Signature(String name, int id, String base64) {}

  /** Copies the signatures. */
  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /**
   * Reads a note.
   *
   * @throws NoteRefusedException unless it has exactly the prescribed form
   */
  public static SignedNote parse(byte[] bytes) throws NoteRefusedException {
    if (bytes.length > MAX_LENGTH) {
      throw new NoteRefusedException("longer than a note may be");
    }
    String whole;
    try {
      whole = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NoteRefusedException("not UTF-8");
    }
    if (whole.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new NoteRefusedException("holds a control character");
    }
    int split = whole.lastIndexOf("\n\n");
    if (split < 0 || !whole.endsWith("\n") || split + 2 == whole.length()) {
      throw new NoteRefusedException("needs a text, an empty line and signature lines");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : whole.substring(split + 2, whole.length() - 1).split("\n", -1)) {
      signatures.add(signature(line));
      if (signatures.size() > MAX_SIGNATURES) {
        throw new NoteRefusedException("more than " + MAX_SIGNATURES + " signatures");
      }
    }
    return new SignedNote(whole.substring(0, split + 1), signatures);
  }

  private static Signature signature(String line) throws NoteRefusedException {
    String[] parts = line.split(" ", -1);
    if (!line.startsWith(MARK) || parts.length != 3 || !VerifierKey.isName(parts[1])) {
      throw new NoteRefusedException("a signature line is not: em dash, key name, Base64");
    }
    byte[] signature = StrictBase64.decode(parts[2]);
    if (signature.length <= ID_LENGTH) {
      throw new NoteRefusedException("a signature line without a signature");
    }
    return new Signature(parts[1], ByteBuffer.wrap(signature).getInt(), parts[2]);
  }

  static SignedNote sign(String text, VerifierKey key, byte[] signature) {
    if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new IllegalArgumentException("a note's text is lines without control characters");
    }
    byte[] line =
        ByteBuffer.allocate(ID_LENGTH + signature.length).putInt(key.id()).put(signature).array();
    return new SignedNote(
        text,
        List.of(new Signature(key.name(), key.id(), Base64.getEncoder().encodeToString(line))));
  }

  /**
   * Checks that {@code key} signed the text.
   *
   * @throws NoteRefusedException if there is no signature of this key, or one that is wrong
   */
  public void verify(VerifierKey key) throws NoteRefusedException {
    boolean isSigned = false;
    for (Signature signature : signatures) {
      if (!signature.name().equals(key.name()) || signature.id() != key.id()) {
        continue;
      }
      byte[] bytes = StrictBase64.decode(signature.base64());
      byte[] message = text.getBytes(StandardCharsets.UTF_8);
      if (!key.accepts(message, Arrays.copyOfRange(bytes, ID_LENGTH, bytes.length))) {
        throw new NoteRefusedException("the signature of key " + key.text() + " is wrong");
      }
      isSigned = true;
    }
    if (!isSigned) {
      throw new NoteRefusedException("not signed by key " + key.text());
    }
  }

  /** The note as it is stored. */
  public byte[] toBytes() {
    StringBuilder whole = new StringBuilder(text).append('\n');
    for (Signature signature : signatures) {
      whole.append(MARK).append(signature.name()).append(' ').append(signature.base64());
      whole.append('\n');
    }
    return whole.toString().getBytes(StandardCharsets.UTF_8);
  }
}
