package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packs that a writer is filling: one that small objects share, those that are full, and those
 * of large objects. Not safe for use by several threads; the writer's lock guards it.
 */
final class Drafts implements Closeable {

  private static final long PACK_SIZE = 64L << 20;

  private final Path folder;
  private final @Nullable Sealing sealing;
  private final List<PackDraft> full = new ArrayList<>();
  private @Nullable PackDraft current;
  private int made;

  Drafts(Path folder, @Nullable Sealing sealing) throws IOException {
    this.folder = folder;
    this.sealing = sealing;
    Files.createDirectories(folder);
  }

  /** Removes what an interrupted run left; whatever else lies there is nobody's, and stays. */
  static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "draft-*")) {
      for (Path draft : left) {
        Files.delete(draft);
      }
    }
  }

  /** Removes the folder, unless something of others lies in it. */
  static void leave(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A file server or file manager left it there.
    }
  }

  /** Sees an object that was published. */
  interface Published {
    void see(StoredObject object) throws IOException;
  }

  /** A new one, which is its caller's until it is kept. */
  PackDraft make() throws IOException {
    return new PackDraft(folder.resolve("draft-" + made++), sealing);
  }

  /** The one that small objects share. */
  PackDraft forSmall() throws IOException {
    if (current != null && current.length() >= PACK_SIZE) {
      full.add(current);
      current = null;
    }
    if (current == null) {
      current = make();
    }
    return current;
  }

  /** Keeps a draft, to be published. */
  void keep(PackDraft draft) {
    full.add(draft);
  }

  boolean isKept(PackDraft draft) {
    return full.contains(draft);
  }

  /** Leaves an object out of account; its bytes stay where they are. */
  void takeBack(StoredObject object) {
    if (current != null) {
      current.objects().remove(object);
    }
    full.forEach(draft -> draft.objects().remove(object));
  }

  /** Throws away the pack that holds nothing but that object; false if there is none. */
  boolean discard(StoredObject object) throws IOException {
    for (PackDraft draft : full) {
      if (draft.file().equals(object.pack()) && draft.objects().size() == 1) {
        draft.close();
        full.remove(draft);
        return true;
      }
    }
    return false;
  }

  /** Gives all of them their final names. */
  void publish(Path packs, Published published) throws IOException {
    all();
    while (!full.isEmpty()) {
      PackDraft draft = full.get(0);
      if (draft.objects().isEmpty()) {
        draft.close();
      } else {
        for (StoredObject object : draft.publish(packs)) {
          published.see(object);
        }
      }
      full.remove(0);
    }
  }

  private void all() {
    if (current != null) {
      full.add(current);
      current = null;
    }
  }

  /** Throws all of them away. */
  @Override
  public void close() throws IOException {
    all();
    for (PackDraft draft : full) {
      draft.close();
    }
    full.clear();
    leave(folder);
  }
}
