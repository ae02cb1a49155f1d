package org.palimpsest.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.SourceStream.SourceFailedException;

/**
 * Captures the address books that belong to a folder of Messages: within it, in a folder {@code
 * AddressBook} in it or beside it, or, for a Mac's {@code Library/Messages}, in {@code
 * Library/Application Support/AddressBook}. A Mac has one for each account, in {@code Sources}.
 *
 * <p>Each is copied as the store is, since the system writes to it at any time.
 */
final class ContactsCapture {

  private static final Pattern NAME =
      Pattern.compile("AddressBook-v[0-9]{1,4}\\.abcddb|AddressBook\\.sqlitedb");
  private static final String FOLDER = "AddressBook";
  private static final String SOURCES = "Sources";
  private static final int MAX_TRIES = 4;

  /** Accounts whose address books are taken; nobody has so many. */
  private static final int MOST_SOURCES = 256;

  private final Path folder;
  private final EvidenceSink sink;
  private final Capture.Pause pause;
  private final Progress progress;
  private final List<EvidenceFile> files = new ArrayList<>();
  private final TreeSet<String> unreadable = new TreeSet<>();
  private int databases;
  private int torn;

  ContactsCapture(Path folder, EvidenceSink sink, Capture.Pause pause, Progress progress) {
    this.folder = folder.toAbsolutePath().normalize();
    this.sink = sink;
    this.pause = pause;
    this.progress = progress;
  }

  /** What was captured, in no order. */
  List<EvidenceFile> files() {
    return files;
  }

  Capture.Contacts run() throws IOException, InterruptedException {
    for (Path candidate : candidates()) {
      folder(candidate);
      if (databases > 0 || !unreadable.isEmpty()) {
        break;
      }
    }
    return new Capture.Contacts(databases, torn, List.copyOf(unreadable));
  }

  /** Where address books may lie; links are not followed out of a source. */
  private List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    candidates.add(folder);
    candidates.add(folder.resolve(FOLDER));
    candidates.add(folder.resolveSibling(FOLDER));
    Path support = folder.resolveSibling("Application Support");
    if (folder.endsWith("Messages") && isFolder(support)) {
      candidates.add(support.resolve(FOLDER));
    }
    return candidates;
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void folder(Path candidate) throws IOException, InterruptedException {
    if (!isFolder(candidate)) {
      if (Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
        unreadable.add(FOLDER);
      }
      return;
    }
    databases(candidate, FOLDER + "/");
    Path sources = candidate.resolve(SOURCES);
    if (candidate.equals(folder) || !Files.exists(sources, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int seen = 0;
    for (Path source : entries(sources, FOLDER + "/" + SOURCES)) {
      String place = FOLDER + "/" + SOURCES + "/" + source.getFileName();
      if (seen++ >= MOST_SOURCES) {
        unreadable.add(FOLDER + "/" + SOURCES);
      } else if (isFolder(source)) {
        databases(source, place + "/");
      } else if (Files.isSymbolicLink(source)) {
        unreadable.add(place);
      }
    }
  }

  /** What lies in a folder, by name; nothing where it cannot be listed. */
  private List<Path> entries(Path of, String place) {
    List<Path> entries = new ArrayList<>();
    if (isFolder(of)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(of)) {
        stream.forEach(entries::add);
        entries.sort(null);
        return entries;
      } catch (IOException | DirectoryIteratorException e) {
        entries.clear();
      }
    }
    unreadable.add(place);
    return entries;
  }

  private void databases(Path in, String prefix) throws IOException, InterruptedException {
    for (Path file : entries(in, prefix.substring(0, prefix.length() - 1))) {
      String name = String.valueOf(file.getFileName());
      if (NAME.matcher(name).matches()) {
        if (!isReadable(file)) {
          unreadable.add(prefix + name);
        } else {
          database(file, prefix);
        }
      }
    }
  }

  /** A system that protects its contacts says so only when a byte is asked for. */
  private static boolean isReadable(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void database(Path file, String prefix) throws IOException, InterruptedException {
    try {
      DatabaseCapture.Outcome taken =
          new DatabaseCapture(file, prefix, Role.CONTACTS, sink, pause, MAX_TRIES, progress).run();
      files.addAll(taken.files());
      unreadable.addAll(taken.unreadable());
      databases++;
      torn += taken.consistent() ? 0 : 1;
    } catch (AccessDeniedException | NoSuchFileException | SourceFailedException e) {
      unreadable.add(prefix + file.getFileName());
    }
  }
}
