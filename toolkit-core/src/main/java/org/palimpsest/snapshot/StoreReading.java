package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.ThreadIds;
import org.palimpsest.source.AttachmentTree;
import org.palimpsest.source.DeviceSettings;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/** A Messages store opened from captured evidence files; holds their objects open until closed. */
public final class StoreReading implements Closeable {

  /** A preference file is a few kilobytes; a larger one is none. */
  private static final long MAX_SETTINGS = 16 << 20;

  private final List<ObjectBytes> open = new ArrayList<>();
  private final MessagesStore store;
  private final DeviceSettings settings;
  private final List<EvidenceFile> contacts;
  private final EvidenceObjects objects;

  /** One way to open a store. */
  private interface Opening {
    MessagesStore open(Database database, ThreadIds ids, AttachmentTree tree, Instant asOf)
        throws MalformedDatabaseException, NotAMessagesStoreException, IOException;
  }

  private StoreReading(
      List<EvidenceFile> files,
      EvidenceObjects objects,
      Map<Sha256, String> types,
      boolean attachmentsCollected,
      Instant asOf,
      byte[] saltKey,
      Opening opening)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    this.objects = objects;
    this.contacts = files.stream().filter(file -> file.role() == Role.CONTACTS).toList();
    boolean done = false;
    try {
      EvidenceFile main = first(files, Role.DATABASE).orElseThrow();
      Optional<EvidenceFile> wal = first(files, Role.WAL);
      Optional<EvidenceFile> journal = first(files, Role.JOURNAL);
      Database database =
          Database.open(
              keepOpen(objects.open(main.sha256())),
              wal.isPresent() ? keepOpen(objects.open(wal.get().sha256())) : null,
              journal.isPresent() ? keepOpen(objects.open(journal.get().sha256())) : null);
      AttachmentTree tree = DerivedFiles.attachments(attachmentsCollected, files, types, objects);
      store = opening.open(database, Commitments.threadIds(saltKey), tree, asOf);
      settings = settings(files, objects);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Opens it, reading the larger tables in {@code background}.
   *
   * @param whole whether all messages will be read
   */
  static StoreReading open(
      List<EvidenceFile> files,
      EvidenceObjects objects,
      Map<Sha256, String> types,
      boolean attachmentsCollected,
      Instant asOf,
      byte[] saltKey,
      Executor background,
      boolean whole)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    return new StoreReading(
        files,
        objects,
        types,
        attachmentsCollected,
        asOf,
        saltKey,
        (database, ids, tree, instant) ->
            MessagesStore.open(database, ids, tree, instant, background, whole));
  }

  /** The same for reading one message, which is much sooner done. */
  static StoreReading open(
      List<EvidenceFile> files,
      EvidenceObjects objects,
      Map<Sha256, String> types,
      boolean attachmentsCollected,
      Instant asOf,
      byte[] saltKey,
      MessagesStore.Focus focus)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    return new StoreReading(
        files,
        objects,
        types,
        attachmentsCollected,
        asOf,
        saltKey,
        (database, ids, tree, instant) -> MessagesStore.open(database, ids, tree, instant, focus));
  }

  private ObjectBytes keepOpen(ObjectBytes bytes) {
    open.add(bytes);
    return bytes;
  }

  private static Optional<EvidenceFile> first(List<EvidenceFile> files, Role role) {
    return files.stream().filter(file -> file.role() == role).findFirst();
  }

  private static DeviceSettings settings(List<EvidenceFile> files, EvidenceObjects objects)
      throws VaultException, IOException {
    Map<String, byte[]> lists = new HashMap<>();
    for (EvidenceFile file : files) {
      if (file.role() != Role.PREFERENCES) {
        continue;
      }
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      if (file.size() > MAX_SETTINGS) {
        // No bytes are no property list, so it is named among those that could not be read.
        lists.put(name, new byte[0]);
        continue;
      }
      try (ObjectBytes bytes = objects.open(file.sha256())) {
        lists.put(name, bytes.readAll());
      }
    }
    return lists.isEmpty() ? DeviceSettings.unknown() : DeviceSettings.read(lists);
  }

  /** The store. */
  public MessagesStore store() {
    return store;
  }

  /** What the preference files say. */
  public DeviceSettings settings() {
    return settings;
  }

  /** Reads the address books that were taken with it. */
  public AddressBooks addressBooks() throws VaultException, IOException {
    return AddressBooks.read(contacts, objects);
  }

  @Override
  public void close() throws IOException {
    for (ObjectBytes bytes : open) {
      bytes.close();
    }
  }
}
