package org.palimpsest.vault;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.VaultException.Reason;

/** Objects of which every byte was compared with their name before they are used. */
final class SoundObject {

  /**
   * Beyond this, getting the memory takes longer than reading again what the system has at hand.
   */
  private static final int MOST_KEPT = 8 << 20;

  private static final int PIECE = 4 * Codec.SEGMENT;

  private SoundObject() {}

  /**
   * Compares an object that was opened; one that is small enough is kept in memory.
   *
   * @param object where it lies
   * @throws VaultException if it is damaged
   */
  static ObjectBytes open(ObjectBytes opened, Sha256 name, StoredObject object)
      throws VaultException, IOException {
    try {
      if (opened.size() > MOST_KEPT) {
        hash(name, opened);
        return opened;
      }
      try (opened) {
        byte[] content = new byte[(int) opened.size()];
        MessageDigest digest = Sha256.newDigest();
        // In pieces: Java's quick way of hashing begins with the call after the one that showed
        // need.
        for (int at = 0; at < content.length; at += PIECE) {
          int count = Math.min(PIECE, content.length - at);
          opened.read(at, content, at, count);
          digest.update(content, at, count);
        }
        if (!Sha256.finish(digest).equals(name)) {
          throw damaged(name);
        }
        return ObjectBytes.inMemory(object, content);
      }
    } catch (DamagedObjectException e) {
      opened.close();
      throw damaged(name);
    } catch (VaultException | IOException e) {
      opened.close();
      throw e;
    }
  }

  private static void hash(Sha256 name, ObjectBytes content) throws VaultException, IOException {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = content.stream()) {
      byte[] buffer = new byte[PIECE];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    if (!Sha256.finish(digest).equals(name)) {
      throw damaged(name);
    }
  }

  private static VaultException damaged(Sha256 name) {
    return new VaultException(Reason.DAMAGED, "object " + name.abbreviated(12) + " is damaged");
  }
}
