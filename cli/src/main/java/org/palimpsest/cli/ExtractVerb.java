package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.OwnerOnlyFile;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.source.DerivedFile;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.Progress;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives evidence files back, byte for byte. */
@Command(
    name = "extract",
    customSynopsis = "palimpsest extract [OPTIONS] --out=DIR SNAPSHOT [PATH...]",
    mixinStandardHelpOptions = true,
    description = {
      "Writes evidence files of a snapshot to a folder, byte for byte, with a list for sha256sum -c"
          + " beside them. PATH is a file or a folder of the snapshot; without one, everything."
    })
final class ExtractVerb extends Verb {

  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "the snapshot")
  String snapshot = "";

  @Parameters(index = "1..*", paramLabel = "PATH", arity = "0..*", description = "what of it")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where to; a new or empty folder")
  @Nullable Path out;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Path target = java.util.Objects.requireNonNull(out).toAbsolutePath().normalize();
    OutFolder.requireNoFile(target, "name a new folder with --out");
    Workspace workspace = Workspace.open(this);
    workspace.requireOutside(target);
    Manifest manifest = workspace.snapshots().resolve(snapshot);
    refuseOccupied(target);
    try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest)) {
      List<EvidenceFile> wanted =
          view.evidence().stream().filter(file -> isWanted(file.path())).toList();
      List<DerivedFile> derived =
          view.derived().stream().filter(file -> isWanted(file.path())).toList();
      if (wanted.isEmpty() && derived.isEmpty()) {
        throw Failure.usage(
            "the snapshot holds no file of that name", "leave PATH out to get everything");
      }
      List<EvidenceFile> all = new ArrayList<>(wanted);
      derived.forEach(file -> all.add(file.asEvidence()));
      for (EvidenceFile file : all) {
        ExtractedNames.inside(target, file.path());
      }
      Recording recording = Recording.of(workspace, terminal());
      OwnerOnlyFile.createOwn(target);
      Progress progress = terminal().progress();
      progress.begin("writing");
      progress.expect(all.stream().mapToLong(EvidenceFile::size).sum());
      List<String> sums = new ArrayList<>();
      ExtractedNames names = new ExtractedNames(target);
      boolean done = false;
      try {
        for (EvidenceFile file : wanted) {
          try (ObjectBytes content = view.content(file);
              InputStream in = content.stream()) {
            sums.add(write(in, file, names, target, progress));
          }
        }
        for (DerivedFile file : derived) {
          try (InputStream in = view.content(file)) {
            sums.add(write(in, file.asEvidence(), names, target, progress));
          }
        }
        Files.writeString(
            target.resolve("SHA256SUMS"), String.join("", sums), StandardCharsets.UTF_8);
        if (!names.renamed().isEmpty()) {
          Files.writeString(
              target.resolve("RENAMED"), list(names.renamed()), StandardCharsets.UTF_8);
        }
        done = true;
      } finally {
        // Whatever else went wrong: what was written out has left the vault.
        if (done || !sums.isEmpty()) {
          Entry entry = entry(workspace, manifest, sums.size(), all.size(), done);
          boolean recorded = false;
          try {
            recording.append(entry);
            recorded = true;
          } finally {
            // And what is not in the log must not have left it.
            if (!recorded) {
              // Through a link too, by which the folder may have been named.
              Drafts.delete(target.toRealPath());
            }
          }
        }
      }
      tell(manifest, all, target, names.renamed());
    }
    return Exit.OK;
  }

  private static Entry entry(
      Workspace workspace, Manifest manifest, int written, int all, boolean done) {
    return workspace
        .entry(Action.EXPORT)
        .snapshot(Workspace.facts(manifest))
        .method(List.of(written + " of " + Plain.count(all, "evidence file") + " written out"))
        .result(new Entry.Result(done ? "complete" : "failed", done ? Exit.OK : Exit.INCOMPLETE));
  }

  /** A line as sha256sum writes and reads it, which escapes a name that would break the line. */
  private static String line(String first, String path) {
    String escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return (escaped.equals(path) ? "" : "\\") + first + "  " + escaped + "\n";
  }

  private static String list(Map<String, String> renamed) {
    StringBuilder lines = new StringBuilder();
    renamed.forEach((name, path) -> lines.append(line(name, path)));
    return lines.toString();
  }

  private boolean isWanted(String path) {
    return paths.isEmpty()
        || paths.stream()
            .map(wanted -> wanted.endsWith("/") ? wanted : wanted + "/")
            .anyMatch(wanted -> (path + "/").startsWith(wanted));
  }

  private static void refuseOccupied(Path target) throws Failure, IOException {
    if (Files.exists(target)) {
      try (var entries = Files.list(target)) {
        if (entries.findAny().isPresent()) {
          throw Failure.usage("the folder is not empty", "name a new folder with --out");
        }
      }
    }
  }

  /** Writes a file; returns its line in the list of sums. */
  private static String write(
      InputStream in, EvidenceFile file, ExtractedNames names, Path target, Progress progress)
      throws Failure, VaultException, IOException {
    String name = names.begin(file.path());
    Path to = target.resolve(name).normalize();
    boolean whole = false;
    try {
      whole = copy(in, to, progress).equals(file.sha256());
    } finally {
      if (!whole) {
        Files.deleteIfExists(to);
      }
    }
    if (!whole) {
      throw new VaultException(
          VaultException.Reason.DAMAGED,
          "a " + file.role().word() + " file no longer has the bytes that were captured");
    }
    Files.setLastModifiedTime(to, FileTime.from(file.modifiedAt()));
    return line(file.sha256().hex(), name);
  }

  private static Sha256 copy(InputStream in, Path to, Progress progress) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try (OutputStream written =
        new DigestOutputStream(Files.newOutputStream(to, StandardOpenOption.WRITE), digest)) {
      byte[] buffer = new byte[1 << 20];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        written.write(buffer, 0, count);
        progress.advance(count);
      }
    }
    return Sha256.finish(digest);
  }

  private void tell(
      Manifest manifest, List<EvidenceFile> files, Path target, Map<String, String> renamed) {
    Terminal t = terminal();
    t.stageDone();
    long bytes = files.stream().mapToLong(EvidenceFile::size).sum();
    t.line(
        Plain.count(files.size(), "file") + ", " + Plain.bytes(bytes) + ", written to " + target);
    if (!renamed.isEmpty()) {
      t.line(
          Plain.count(renamed.size(), "path")
              + " cannot stand beside another, or not on this disk: see "
              + target.resolve("RENAMED"));
    }
    t.line("check them with: cd " + ShellWord.of(target) + " && sha256sum -c SHA256SUMS");
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/extract/1");
    json.put("snapshot", manifest.id());
    json.put("out", target.toString());
    ArrayNode list = json.putArray("files");
    for (EvidenceFile file : files) {
      list.addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256().hex());
    }
    if (!renamed.isEmpty()) {
      ArrayNode aside = json.putArray("renamed");
      renamed.forEach((name, path) -> aside.addObject().put("name", name).put("path", path));
    }
    t.document(json);
  }
}
