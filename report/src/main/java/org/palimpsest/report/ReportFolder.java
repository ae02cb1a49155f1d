package org.palimpsest.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.OwnerOnlyFile;

/**
 * Writes a report's files into a folder: all of them or none. An earlier report in the folder is
 * replaced as a whole, so that no view of one lies beside the document of another; if anything goes
 * wrong the folder is as it was.
 */
public final class ReportFolder {

  /** Views that can be made again byte for byte. */
  static final List<String> VIEWS =
      List.of(
          "report.html",
          "findings.csv",
          "threads.csv",
          "messages.csv",
          "attachments.csv",
          "VERIFY.txt");

  private static final String DOCUMENT = "report.json";

  /** Every name that a report's file can have. */
  private static final Set<String> NAMES = new TreeSet<>(VIEWS);

  static {
    NAMES.addAll(
        List.of(
            DOCUMENT,
            "report.json.p7s",
            Parts.FILE,
            "report.json.tsr",
            "report.json.ers",
            "report.json.p7c",
            "report.json.mldsa65.p7s",
            "report.pdf",
            "signer.pem",
            "second.pem",
            // What the printed recipe for OpenSSL writes.
            "sealed-by.pem",
            "checkpoint",
            "report-1.schema.json"));
  }

  private static final String NEW = ".palimpsest-new";
  private static final String OLD = ".palimpsest-old";

  private final Path out;
  private final Deque<Undo> undo = new ArrayDeque<>();

  /** One step back. */
  private interface Undo {
    void run() throws IOException;
  }

  /** What must succeed before a report that is stored becomes visible. */
  public interface Condition {
    /** Does it; an exception keeps the report from appearing. */
    void meet() throws IOException;
  }

  /** Whether a file of a report can have that name. */
  public static boolean isName(String name) {
    return NAMES.contains(name);
  }

  private ReportFolder(Path out) {
    this.out = out;
  }

  /**
   * Writes {@code files}, by name, into {@code out}, which is made if it is not there.
   *
   * @param condition met when everything is stored under temporary names, such as the entry in the
   *     custody log
   * @throws IllegalArgumentException if a name is not one of a report's files, or {@code
   *     report.json} is not among them
   * @throws FolderRefusedException if {@code out} holds anything that an earlier report did not put
   *     there; nothing is touched
   * @throws IOException if writing fails; nothing of it is left behind
   */
  public static void write(Path out, Map<String, byte[]> files, Condition condition)
      throws IOException {
    for (String name : files.keySet()) {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("not a file of a report: " + name);
      }
    }
    if (!files.containsKey(DOCUMENT)) {
      throw new IllegalArgumentException("a report has a report.json");
    }
    ReportFolder folder = new ReportFolder(out.toAbsolutePath().normalize());
    boolean written = false;
    try {
      folder.replace(new TreeMap<>(files), condition);
      written = true;
    } finally {
      if (!written) {
        folder.goBack();
      }
    }
    folder.tidy();
  }

  /**
   * A report that lies in a folder.
   *
   * @param id its id
   * @param sha256 digest of its document
   */
  public record Held(String id, Sha256 sha256) {
    /** The id alone. */
    @Override
    public String toString() {
      return "report " + id;
    }
  }

  /** The report that {@code out} holds and {@link #write} would replace; empty if there is none. */
  public static Optional<Held> held(Path out) throws IOException {
    Path document = out.resolve(DOCUMENT);
    if (!isReport(document)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(document);
    try {
      String id = Json.read(bytes).path("cover").path("reportId").asText("without an id");
      return Optional.of(new Held(id, Sha256.of(bytes)));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private void replace(Map<String, byte[]> files, Condition condition) throws IOException {
    makeFolder(out);
    Set<String> earlier = earlier();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path temporary = out.resolve(file.getKey() + NEW);
      undo.push(() -> Files.deleteIfExists(temporary));
      store(temporary, file.getValue());
    }
    condition.meet();
    for (String name : earlier) {
      move(out.resolve(name), out.resolve(name + OLD));
    }
    for (String name : files.keySet()) {
      move(out.resolve(name + NEW), out.resolve(name));
    }
    sync(out);
  }

  private void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      makeFolder(parent);
    }
    if (folder.equals(out)) {
      OwnerOnlyFile.createOwn(folder);
    } else {
      Files.createDirectory(folder);
    }
    undo.push(() -> Files.deleteIfExists(folder));
    if (parent != null) {
      sync(parent);
    }
  }

  /** The files of an earlier report; leftovers of a run that was cut off are put right first. */
  private Set<String> earlier() throws IOException {
    Set<String> found = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(out)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        String plain = name.endsWith(NEW) || name.endsWith(OLD) ? cut(name) : name;
        if (!NAMES.contains(plain) || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          throw new FolderRefusedException(
              out + " holds something that is not a report's file; choose an empty folder");
        }
        found.add(name);
      }
    }
    boolean cutOff = found.stream().anyMatch(name -> name.endsWith(NEW) || name.endsWith(OLD));
    if (!found.isEmpty() && !cutOff && !isReport(out.resolve(DOCUMENT))) {
      throw new FolderRefusedException(
          out + " holds files with a report's names but no report; choose an empty folder");
    }
    return cutOff ? recovered(found) : found;
  }

  private static String cut(String name) {
    return name.substring(0, name.length() - NEW.length());
  }

  private static boolean isReport(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      String schema = Json.read(Files.readAllBytes(file)).path("schema").asText();
      return schema.startsWith("palimpsest/report/");
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /**
   * After a power cut. While a new file still has its temporary name, the exchange was not done,
   * and what was set aside comes back; otherwise it was done, and what was set aside is dropped.
   */
  private Set<String> recovered(Set<String> found) throws IOException {
    boolean done = found.stream().noneMatch(name -> name.endsWith(NEW));
    Set<String> names = new TreeSet<>();
    for (String name : found) {
      if (name.endsWith(OLD) && !done) {
        Files.move(out.resolve(name), out.resolve(cut(name)), StandardCopyOption.REPLACE_EXISTING);
        names.add(cut(name));
      } else if (name.endsWith(OLD) || name.endsWith(NEW)) {
        Files.deleteIfExists(out.resolve(name));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  private static void store(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    undo.push(() -> Files.move(to, from, StandardCopyOption.ATOMIC_MOVE));
  }

  /** Every step is tried, even after one that fails: what can be put right is. */
  private void goBack() {
    while (!undo.isEmpty()) {
      attempt(undo.pop());
    }
  }

  private static boolean attempt(Undo step) {
    try {
      step.run();
      return true;
    } catch (IOException e) {
      // The failure that led here is the one to be told.
      return false;
    }
  }

  /** The new report stands; what was set aside is no longer needed. */
  private void tidy() throws IOException {
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(out, "*" + OLD)) {
      entries.forEach(old::add);
    }
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
    sync(out);
  }

  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
