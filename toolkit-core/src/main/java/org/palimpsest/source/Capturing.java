package org.palimpsest.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.SourceStream.SourceFailedException;
import org.palimpsest.work.Awaited;

/** Captures a whole source: the database set first, then attachments and preferences. */
public final class Capturing {

  private static final int MAX_TRIES = 10;

  /** Preference and account files that tell sync, retention and account state; lower case. */
  private static final List<String> PREFERENCE_PREFIXES =
      List.of(
          "com.apple.madrid",
          "com.apple.ichat",
          "com.apple.mobilesms",
          "com.apple.imessage",
          "com.apple.imservice",
          "com.apple.ids.service",
          "com.apple.messages");

  private static final List<String> EXPECTED_PREFERENCES =
      List.of("com.apple.madrid.plist", "com.apple.iChat.plist", "com.apple.MobileSMS.plist");

  private final Source source;
  private final EvidenceSink sink;
  private final Capture.Pause pause;
  private final int threads;
  private final Progress progress;
  private boolean takesContacts = true;
  private final List<EvidenceFile> files = Collections.synchronizedList(new ArrayList<>());
  private final List<String> absent = Collections.synchronizedList(new ArrayList<>());
  private final List<String> unreadable = Collections.synchronizedList(new ArrayList<>());

  /**
   * Prepares a capture.
   *
   * @param threads that read attachments at once
   * @param progress hears how much is to be read, and how much of it was
   */
  public Capturing(
      Source source, EvidenceSink sink, Capture.Pause pause, int threads, Progress progress) {
    this.source = source;
    this.sink = sink;
    this.pause = pause;
    this.threads = threads;
    this.progress = progress;
  }

  /** Leaves address books where they are. */
  public Capturing withoutContacts() {
    takesContacts = false;
    return this;
  }

  /** Captures everything. */
  public Capture run() throws IOException, InterruptedException, UnreadableSourceException {
    DatabaseCapture.Outcome database;
    try {
      database = new DatabaseCapture(source, sink, pause, MAX_TRIES, progress).run();
    } catch (AccessDeniedException e) {
      throw new UnreadableSourceException(
          "there is no permission to read the database", "check who may read it");
    } catch (NoSuchFileException e) {
      throw new UnreadableSourceException(
          "the database went away while it was read", "check that its disk stays mounted");
    } catch (SourceFailedException e) {
      throw new UnreadableSourceException(
          "the disk or share of the source failed while the database was read",
          "check that disk, or copy the store to another one and name the copy");
    }
    files.addAll(database.files());
    unreadable.addAll(database.unreadable());
    boolean attachments = false;
    if (source.folder().isPresent()) {
      attachments = attachments(source.folder().get());
      preferences();
    }
    Optional<Capture.Contacts> contacts = Optional.empty();
    if (takesContacts && source.folder().isPresent()) {
      ContactsCapture books = new ContactsCapture(source.folder().get(), sink, pause, progress);
      contacts = Optional.of(books.run());
      files.addAll(books.files());
    }
    List<EvidenceFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(EvidenceFile::path));
    return new Capture(
        List.copyOf(sorted),
        database.consistent(),
        database.still(),
        database.tries(),
        attachments,
        List.copyOf(absent),
        List.copyOf(new TreeSet<>(unreadable)),
        List.of(),
        Optional.empty(),
        contacts,
        database.framesLacking());
  }

  private boolean attachments(Path folder) throws IOException, InterruptedException {
    Path root = folder.resolve("Attachments");
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      missing(root, "Attachments");
      return false;
    }
    ExecutorService readers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> running = new ArrayList<>();
      Files.walkFileTree(
          root,
          new Collector(
              folder,
              file ->
                  running.add(
                      readers.submit(
                          (Callable<Boolean>)
                              () -> keep(file, relative(folder, file), Role.ATTACHMENT))),
              unreadable,
              progress));
      for (Future<Boolean> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw Awaited.failure(e, IOException.class);
    } finally {
      readers.shutdownNow();
      // What still reads would keep it in a vault that is being closed.
      readers.awaitTermination(1, TimeUnit.MINUTES);
    }
    return true;
  }

  /** What is there and cannot be gone into, such as a link out of the source, is not absent. */
  private void missing(Path file, String path) {
    (Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? unreadable : absent).add(path);
  }

  private void preferences() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    if (source.preferences().isPresent()) {
      Path folder = source.preferences().get();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.plist")) {
        for (Path file : entries) {
          String name = String.valueOf(file.getFileName());
          String lower = name.toLowerCase(Locale.ROOT);
          if (PREFERENCE_PREFIXES.stream().anyMatch(lower::startsWith)) {
            names.add(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
              keep(file, "Preferences/" + name, Role.PREFERENCES);
            } else {
              unreadable.add("Preferences/" + name);
            }
          }
        }
      } catch (AccessDeniedException | NotDirectoryException | DirectoryIteratorException e) {
        unreadable.add("Preferences");
      }
    } else if (source.folder().isPresent()
        && Files.exists(source.folder().get().resolve("Preferences"), LinkOption.NOFOLLOW_LINKS)) {
      unreadable.add("Preferences");
    }
    for (String expected : EXPECTED_PREFERENCES) {
      if (!names.contains(expected)) {
        absent.add("Preferences/" + expected);
      }
    }
  }

  /** Keeps one file; a failure of the sink is thrown, one of the source is noted. */
  private boolean keep(Path file, String path, Role role) throws IOException {
    Optional<FileStamp> stamp;
    Instant modified;
    InputStream opened;
    try {
      // Before the file is read: what changes after that has another stamp next time.
      stamp = role == Role.ATTACHMENT ? FileStamp.of(file) : Optional.empty();
      EvidenceSink.Kept known = stamp.flatMap(given -> sink.known(path, given)).orElse(null);
      if (known != null && stamp.isPresent()) {
        if (!Files.isReadable(file)) {
          // Its bytes are known; that they can no longer be had here must be said all the same.
          unreadable.add(path);
          return false;
        }
        add(path, role, known, stamp.get().modifiedAt(), stamp, true);
        return true;
      }
      modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
      opened = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      // It went between listing and reading, as a live store's files do.
      absent.add(path);
      return false;
    } catch (IOException e) {
      unreadable.add(path);
      return false;
    }
    try (SourceStream in = new SourceStream(opened, progress)) {
      add(path, role, in.keptBy(sink, in, role), modified, stamp, false);
      return true;
    } catch (SourceFailedException e) {
      unreadable.add(path);
      return false;
    }
  }

  private void add(
      String path,
      Role role,
      EvidenceSink.Kept kept,
      Instant modified,
      Optional<FileStamp> stamp,
      boolean unread) {
    files.add(new EvidenceFile(path, role, kept.size(), modified, kept.sha256(), stamp, unread));
  }

  static String relative(Path folder, Path file) {
    StringBuilder path = new StringBuilder();
    for (Path part : folder.relativize(file)) {
      path.append(path.isEmpty() ? "" : "/").append(part);
    }
    return path.toString();
  }

  /** Lists regular files; links are left where they are. */
  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Consumer<Path> found;
    private final List<String> unreadable;
    private final Progress progress;

    Collector(Path folder, Consumer<Path> found, List<String> unreadable, Progress progress) {
      this.folder = folder;
      this.found = found;
      this.unreadable = unreadable;
      this.progress = progress;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        found.accept(file);
        progress.expect(attributes.size());
      } else {
        unreadable.add(relative(folder, file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      unreadable.add(relative(folder, file));
      return FileVisitResult.CONTINUE;
    }
  }
}
