package org.palimpsest.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.AppendRefusedException;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.source.Source;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultLock;

/**
 * Fills a vault with a snapshot for each of many days of one store, a thousandth of whose rows
 * changes each day. One process takes them all, since starting Java a thousand times would take
 * most of the time. A run that is begun again goes on where the last one ended.
 */
final class SeriesOfDays {

  private static final Instant START = Instant.parse("2024-01-01T02:00:00Z");
  private static final int PAGE = 4096;
  private static final int THREADS = 2;

  private final Path folder;
  private final Path store;
  private final Path next;
  private final Path figures;
  private final Vault vault;
  private final CustodyLog log;
  private final LogKey key;
  private final Set<Sha256> pages = new HashSet<>();
  private long pageBytes;

  private SeriesOfDays(Path folder, Path vaultFolder, Path keys) throws Exception {
    this.folder = folder;
    this.store = folder.resolve("store/chat.db");
    this.next = folder.resolve("next/chat.db");
    this.figures = folder.resolve("days.tsv");
    this.vault = Vault.open(vaultFolder);
    this.log = CustodyLog.open(vault.custody());
    this.key = KeyRing.openLogKey(keys, null);
  }

  /**
   * Takes the folder to work in, the vault, the folder of its keys, messages of the store, and how
   * many days there shall be. Writes {@code days.tsv}: day, id, SHA-256 of the database, bytes of
   * the vault after it, and bytes of all different pages up to it.
   */
  public static void main(String[] arguments) throws Exception {
    SeriesOfDays series =
        new SeriesOfDays(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    series.run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
  }

  private void run(int messages, int days) throws Exception {
    Path known = folder.resolve("pages");
    int done = 0;
    if (Files.exists(figures)) {
      List<String> lines = Files.readAllLines(figures);
      done = lines.size();
      byte[] names = Files.readAllBytes(known);
      for (int at = 0; at < names.length; at += Sha256.LENGTH) {
        pages.add(Sha256.ofHash(names, at));
      }
      pageBytes = (long) pages.size() * PAGE;
    } else {
      BulkStore.forge(store, messages, 1);
    }
    for (int day = done; day < days; day++) {
      if (day > 0) {
        BulkStore.mutate(store, next, daily(messages, day));
        Files.move(next, store, StandardCopyOption.REPLACE_EXISTING);
      }
      Instant at = START.plus(Duration.ofDays(day));
      Files.setLastModifiedTime(store, FileTime.from(at.minusSeconds(60)));
      String id = take(at);
      Sha256 database = countPages(known);
      Files.writeString(
          figures,
          String.format(
              Locale.ROOT,
              "%d\t%s\t%s\t%d\t%d%n",
              day + 1,
              id,
              database.hex(),
              size(vault.folder()),
              pageBytes),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if ((day + 1) % 100 == 0) {
        System.out.println("series: " + (day + 1) + " of " + days + " days");
      }
    }
  }

  /** A thousandth of the rows: some come, some go, some are edited, most move their state. */
  private static BulkStore.Spec daily(int messages, int day) {
    int rows = Math.max(10, messages / 1000);
    return new BulkStore.Spec(
        day, rows * 2 / 5, rows / 10, rows / 10, 1, 0, rows - rows * 2 / 5 - 2 * (rows / 10) - 1);
  }

  private String take(Instant at) throws Exception {
    try (VaultLock held = VaultLock.take(vault, "bench");
        SnapshotMaker maker = new SnapshotMaker(vault, THREADS, stage -> {})) {
      Objects.requireNonNull(held);
      Source source = Source.at(store);
      SnapshotMaker.Prepared prepared =
          maker.prepare(
              new SnapshotRequest(
                  source,
                  store.toString(),
                  false,
                  "mac",
                  at,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Json.object().put("name", "bench")),
              wait -> Thread.sleep(wait.toMillis()));
      Manifest manifest =
          new Snapshots(vault).publish(prepared, published -> append(published, at));
      return manifest.id();
    }
  }

  private void append(Manifest manifest, Instant at) throws IOException {
    try {
      log.append(
          Entry.of(at, Action.SNAPSHOT)
              .snapshot(
                  new Entry.SnapshotFacts(
                      manifest.id(),
                      manifest.root(),
                      Map.of("messages", manifest.count("messages")))),
          key);
    } catch (AppendRefusedException e) {
      throw new IOException("the custody log refused an entry", e);
    }
  }

  /** What a store of fixed blocks would keep: each page that no earlier day had. */
  private Sha256 countPages(Path known) throws IOException {
    MessageDigest whole = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(store);
        var out =
            Files.newOutputStream(known, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (byte[] page = in.readNBytes(PAGE); page.length > 0; page = in.readNBytes(PAGE)) {
        whole.update(page);
        Sha256 name = Sha256.of(page);
        if (pages.add(name)) {
          out.write(name.bytes());
          pageBytes += page.length;
        }
      }
    }
    return Sha256.finish(whole);
  }

  private static long size(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      long size = 0;
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        size += Files.size(file);
      }
      return size;
    }
  }
}
