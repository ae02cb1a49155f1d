package org.palimpsest.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Judging;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.snapshot.Turnover;
import org.palimpsest.source.Source;
import org.palimpsest.testdata.Device;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** A vault and what one does with it, without the command line. */
public final class Lab {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final Path folder;
  private final Vault vault;
  private int copies;

  public Lab(Path folder) throws Exception {
    this.folder = folder;
    byte[] saltKey = new byte[32];
    Arrays.fill(saltKey, (byte) 7);
    this.vault = Vault.create(folder.resolve("vault"), "lab", saltKey, CREATED);
  }

  private Lab(Path folder, Vault vault) {
    this.folder = folder;
    this.vault = vault;
  }

  /** The same vault in another folder, to go on there. */
  public Lab copy(Path to) throws Exception {
    Path target = to.resolve("vault");
    try (var files = Files.walk(vault.folder())) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(vault.folder().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return new Lab(to, Vault.open(target));
  }

  public Vault vault() {
    return vault;
  }

  public Snapshots snapshots() {
    return new Snapshots(vault);
  }

  /** Copies a device's files as they are and takes a snapshot of the copy. */
  public Manifest snapshot(Device device, Instant at) throws Exception {
    return snapshot(copy(device, at), device.label(), at);
  }

  /** A copy of a device's files, all dated {@code at}. */
  public Path copy(Device device, Instant at) throws IOException {
    Path to = folder.resolve("copy-" + copies++);
    device.store().copyTo(to);
    try (var files = Files.walk(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(at));
      }
    }
    return to.resolve("Messages");
  }

  public Manifest snapshot(Path store, String label, Instant at) throws Exception {
    try (SnapshotMaker maker = new SnapshotMaker(vault, 2, stage -> {})) {
      SnapshotMaker.Prepared prepared =
          maker.prepare(request(store, label, at), wait -> Thread.sleep(wait.toMillis()));
      return snapshots().publish(prepared, manifest -> {});
    }
  }

  public static SnapshotRequest request(Path store, String label, Instant at) throws Exception {
    return new SnapshotRequest(
        Source.at(store),
        store.toString(),
        false,
        label,
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.object());
  }

  public SnapshotView view(Manifest manifest) throws Exception {
    return SnapshotView.open(vault, manifest);
  }

  public Diff diff(Manifest from, Manifest to) throws Exception {
    try (SnapshotView a = view(from);
        SnapshotView b = view(to)) {
      return Differ.compare(a, b, 2);
    }
  }

  /** Judges with all that the vault holds: the device's own series and its other devices. */
  public Judgement judge(Manifest from, Manifest to) throws Exception {
    return judge(from, to, true);
  }

  /** The same, with turnovers or by asking each snapshot. */
  public Judgement judge(Manifest from, Manifest to, boolean turnovers) throws Exception {
    try (SnapshotView a = view(from);
        SnapshotView b = view(to)) {
      return judge(a, b, turnovers);
    }
  }

  /** Judges a store that is only looked at. */
  public Judgement judge(Manifest from, SnapshotMaker.Prepared to) throws Exception {
    try (SnapshotView a = view(from);
        SnapshotView b = SnapshotView.open(to)) {
      return judge(a, b, true);
    }
  }

  private Judgement judge(SnapshotView a, SnapshotView b, boolean turnovers) throws Exception {
    Map<String, List<Manifest>> devices = new TreeMap<>();
    for (Manifest manifest : snapshots().inTime()) {
      devices.computeIfAbsent(manifest.device(), key -> new ArrayList<>()).add(manifest);
    }
    List<Manifest> series = devices.getOrDefault(b.manifest().device(), List.of());
    devices.remove(b.manifest().device());
    List<SnapshotView> open = Collections.synchronizedList(new ArrayList<>());
    try {
      Judging judging =
          new Judging(
              series,
              List.copyOf(devices.values()),
              new Witnesses.Opener() {
                @Override
                public SnapshotView open(Manifest manifest) throws VaultException, IOException {
                  SnapshotView view = SnapshotView.open(vault, manifest);
                  open.add(view);
                  return view;
                }

                @Override
                public SnapshotKeys keys(Manifest manifest) throws VaultException, IOException {
                  return SnapshotKeys.open(vault, manifest);
                }

                @Override
                public Optional<Turnover> turnover(Manifest from, Manifest to)
                    throws VaultException, IOException {
                  return turnovers ? Turnover.between(vault, from, to) : Optional.empty();
                }
              },
              2);
      return judging.judge(a, b);
    } finally {
      for (SnapshotView view : open) {
        view.close();
      }
    }
  }

  /** Every file below a folder with its hash and time, by path. */
  public static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    if (!Files.exists(root)) {
      return tree;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String what =
            Files.isRegularFile(file)
                ? Sha256.of(Files.readAllBytes(file)).hex()
                    + " "
                    + Files.getLastModifiedTime(file).toInstant()
                : "folder";
        tree.put(root.relativize(file).toString(), what);
      }
    }
    return tree;
  }
}
