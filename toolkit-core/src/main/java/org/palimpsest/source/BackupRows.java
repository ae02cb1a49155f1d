package org.palimpsest.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.BackupManifest;
import org.palimpsest.backup.Decryptor;
import org.palimpsest.backup.Fault;
import org.palimpsest.backup.Integrity;
import org.palimpsest.backup.ManifestEntry;
import org.palimpsest.backup.ManifestEntry.Kind;
import org.palimpsest.backup.MessagesScope;
import org.palimpsest.source.EvidenceFile.Role;

/**
 * Compares the rows of a manifest with what lies in the folder. Every row is looked at, whatever
 * the scope: its name, its path, and whether its bytes are there in a length that can be. The bytes
 * themselves are read later, and only of what is in scope.
 */
final class BackupRows implements BackupManifest.Visitor {

  private static final List<String> EXPECTED =
      List.of(
          "HomeDomain/Library/Preferences/com.apple.MobileSMS.plist",
          "HomeDomain/Library/Preferences/com.apple.madrid.plist");

  private final BackupSource source;
  private final BackupListing listing;
  private final Integrity integrity;
  private final boolean takesContacts;
  private final Consumer<WantedFile> wanted;
  private final TreeSet<String> absent = new TreeSet<>();
  private final List<String> places = new ArrayList<>();
  private long files;
  private long folders;
  private long links;
  private long others;
  private int taken;

  /**
   * Prepares to look at rows.
   *
   * @param wanted is given each file that is to be taken, as soon as its row was seen
   */
  BackupRows(
      BackupSource source,
      BackupListing listing,
      Integrity integrity,
      boolean takesContacts,
      Consumer<WantedFile> wanted) {
    this.source = source;
    this.listing = listing;
    this.integrity = integrity;
    this.takesContacts = takesContacts;
    this.wanted = wanted;
    absent.addAll(EXPECTED);
    absent.add(MessagesScope.STORE);
  }

  /** Files that were looked for and that no row lists. */
  List<String> absent() {
    return List.copyOf(absent);
  }

  BackupFacts.Rows figures() {
    return new BackupFacts.Rows(files, folders, links, others, taken);
  }

  @Override
  public void visit(ManifestEntry entry) throws IOException {
    switch (entry.kind()) {
      case FILE -> files++;
      case FOLDER -> folders++;
      case LINK -> links++;
      case UNKNOWN -> others++;
    }
    boolean messages = MessagesScope.holds(entry.domain(), entry.path());
    boolean inScope = messages || source.everything();
    absent.remove(entry.place());
    row(entry, inScope);
    if (entry.kind() == Kind.FILE || entry.kind() == Kind.UNKNOWN) {
      file(entry, inScope);
    }
  }

  private void add(Fault fault, ManifestEntry entry, String detail, boolean inScope) {
    integrity.add(fault, entry.place(), detail, inScope);
  }

  private void row(ManifestEntry entry, boolean inScope) {
    if (!entry.trouble().isEmpty()) {
      add(Fault.ROW_MALFORMED, entry, entry.trouble(), inScope);
    }
    if (entry.kind() == Kind.UNKNOWN) {
      add(Fault.KIND_UNKNOWN, entry, "", inScope);
    }
    if (!entry.isNamedRightly()) {
      add(Fault.FILE_ID_WRONG, entry, "", inScope);
    }
    if (entry.climbs() && !(entry.domain().isEmpty() && !entry.trouble().isEmpty())) {
      add(Fault.PATH_CLIMBS, entry, "", inScope);
    }
  }

  private void file(ManifestEntry entry, boolean inScope) throws IOException {
    BackupListing.Blob blob = listing.blob(entry.fileId());
    if (blob == null) {
      if (entry.kind() == Kind.FILE) {
        add(Fault.BLOB_MISSING, entry, "", inScope);
      }
      return;
    }
    if (blob.list()) {
      add(Fault.ROW_REPEATED, entry, "", inScope);
      return;
    }
    if (!blob.regular()) {
      add(Fault.BLOB_UNREADABLE, entry, "a link or a folder stands in its place", inScope);
      return;
    }
    Optional<byte[]> key = key(entry);
    boolean usable = key.isPresent() || !source.encrypted();
    if (!usable) {
      add(
          Fault.KEY_UNUSABLE,
          entry,
          entry.key() == null ? "it has none" : "it does not pass its check",
          inScope);
    }
    Role role = role(entry);
    if (inScope || role == Role.CONTACTS) {
      taken++;
      if (!entry.climbs()) {
        places.add(entry.place());
      }
      wanted.accept(
          new WantedFile(entry, blob, key.orElse(null), role, inScope, !entry.climbs(), usable));
    } else {
      integrity.addNotRead();
      length(entry, blob, key.orElse(null));
    }
  }

  private Optional<byte[]> key(ManifestEntry entry) {
    byte[] wrapped = entry.key();
    return wrapped == null ? Optional.empty() : source.keys().flatMap(keys -> keys.unwrap(wrapped));
  }

  private Role role(ManifestEntry entry) {
    if (takesContacts && MessagesScope.isContacts(entry.domain(), entry.path())) {
      return Role.CONTACTS;
    }
    if (entry.place().equals(MessagesScope.STORE)) {
      return Role.DATABASE;
    }
    if (entry.place().equals(MessagesScope.STORE + "-wal")) {
      return Role.WAL;
    }
    if (entry.place().equals(MessagesScope.STORE + "-shm")) {
      return Role.SHM;
    }
    if (entry.place().equals(MessagesScope.STORE + "-journal")) {
      return Role.JOURNAL;
    }
    if (entry.domain().equals("HomeDomain") && MessagesScope.isPreference(entry.path())) {
      return Role.PREFERENCES;
    }
    return MessagesScope.isAttachment(entry.domain(), entry.path()) ? Role.ATTACHMENT : Role.BACKUP;
  }

  /** What the length alone tells of a file that is not read. */
  private void length(ManifestEntry entry, BackupListing.Blob blob, byte @Nullable [] key)
      throws IOException {
    if (!entry.trouble().isEmpty()) {
      return;
    }
    long expected =
        source.encrypted() ? (entry.size() / Decryptor.BLOCK + 1) * Decryptor.BLOCK : entry.size();
    if (blob.size() == expected) {
      return;
    }
    if (blob.size() == 0) {
      add(Fault.BLOB_EMPTY, entry, "", false);
    } else if (source.encrypted() && blob.size() % Decryptor.BLOCK != 0) {
      add(Fault.BLOB_LENGTH, entry, "no whole number of cipher blocks", false);
    } else if (BlobJudgement.isDatabase(beginning(blob, key))) {
      add(Fault.SIZE_DIFFERS, entry, "", false);
    } else {
      add(Fault.BLOB_LENGTH, entry, blob.size() < expected ? "too short" : "too long", false);
    }
  }

  private byte[] beginning(BackupListing.Blob blob, byte @Nullable [] key) throws IOException {
    byte[] start;
    try (var in = Files.newInputStream(blob.path(), LinkOption.NOFOLLOW_LINKS)) {
      start = in.readNBytes(2 * Decryptor.BLOCK);
    } catch (IOException e) {
      return new byte[0];
    }
    if (key == null) {
      return source.encrypted() ? new byte[0] : start;
    }
    byte[] plain = new byte[Decryptor.room(start.length)];
    new Decryptor(key).update(start, 0, start.length, plain);
    return plain;
  }

  /** Looks at what lies in the folder besides, and at what the plists say. */
  void finish() {
    for (String path : listing.unlisted()) {
      integrity.add(Fault.BLOB_NOT_LISTED, path, "", source.everything());
    }
    for (String path : listing.foreign()) {
      integrity.add(Fault.FOREIGN_FILE, path, "", false);
    }
    for (String path : listing.unreadable()) {
      integrity.add(Fault.BLOB_UNREADABLE, path, "", true);
    }
    state();
    for (String what : source.plists().disagreements()) {
      integrity.add(
          Fault.IDENTITY_DISAGREES, BackupSource.INFO, "the " + what + " of the phone", true);
    }
    source
        .plists()
        .dateDisagreement()
        .ifPresent(
            detail -> integrity.add(Fault.DATE_DISAGREES, BackupSource.MANIFEST, detail, true));
    collisions();
    long damaged = source.keys().map(keys -> (long) keys.damaged()).orElse(0L);
    for (long i = 0; i < damaged; i++) {
      integrity.add(Fault.KEYBAG_DAMAGED, BackupSource.MANIFEST, "", true);
    }
  }

  /** Two files of one path, or a file whose path is a folder's: one disk cannot hold both. */
  private void collisions() {
    TreeSet<String> seen = new TreeSet<>();
    TreeSet<String> colliding = new TreeSet<>();
    for (String place : places) {
      if (!seen.add(plain(place))) {
        colliding.add(place);
      }
    }
    for (String place : seen) {
      for (int at = place.lastIndexOf('/'); at > 0; at = place.lastIndexOf('/', at - 1)) {
        if (seen.contains(place.substring(0, at))) {
          colliding.add(place.substring(0, at));
        }
      }
    }
    for (String place : colliding) {
      integrity.add(Fault.PATH_COLLIDES, place, "", true);
    }
  }

  /** A path without empty parts and without parts that say nothing. */
  private static String plain(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .collect(Collectors.joining("/"));
  }

  private void state() {
    if (!source.plists().hasStatus()) {
      unfinished(BackupSource.STATUS, "it is missing or cannot be read");
    } else if (!source.plists().state().equals("finished")) {
      unfinished(BackupSource.STATUS, "its state is " + source.plists().state());
    }
    if (!source.plists().hasManifest()) {
      unfinished(BackupSource.MANIFEST, "it is missing or cannot be read");
    }
    if (listing.unfinished()) {
      unfinished("Snapshot", "files of an interrupted run, which are left out");
    }
    for (String name : source.plists().unreadable()) {
      if (name.equals(BackupSource.INFO)) {
        integrity.add(Fault.PLIST_UNREADABLE, name, "", true);
      }
    }
  }

  private void unfinished(String place, String detail) {
    integrity.add(Fault.UNFINISHED, place, detail, true);
  }
}
