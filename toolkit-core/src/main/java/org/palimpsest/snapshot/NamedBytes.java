package org.palimpsest.snapshot;

import java.io.IOException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;

/** An object's bytes that say which object it is when they turn out to be damaged. */
record NamedBytes(Sha256 name, ObjectBytes bytes) implements ByteSource {

  static String called(Sha256 name) {
    return "object " + name.abbreviated(12);
  }

  @Override
  public long size() {
    return bytes.size();
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) throws IOException {
    try {
      bytes.read(offset, target, at, length);
    } catch (DamagedObjectException e) {
      DamagedObjectException named = new DamagedObjectException(called(name) + " is damaged");
      named.initCause(e);
      throw named;
    }
  }
}
