package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.bag.BagWriter;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.snapshot.Manifest;

/** A package whose sender has keys of their own, and says of a snapshot what they like. */
final class ForgedPackage {

  private static final String ORIGIN = "palimpsest.local/vault/forged";

  private ForgedPackage() {}

  /** What the sender says otherwise. */
  @FunctionalInterface
  interface Lie {
    void tell(ObjectNode manifest, List<ObjectNode> rows);
  }

  /** Writes the only snapshot of a package anew, sealed and logged. */
  static Path of(Path bag, Path target, Lie lie) throws Exception {
    Path snapshots = bag.resolve("data/snapshots");
    Path original = one(snapshots, ".json");
    ObjectNode manifest = (ObjectNode) Json.read(Files.readAllBytes(original));
    List<ObjectNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(one(snapshots, ".evidence"))) {
      rows.add((ObjectNode) Json.read(line.getBytes(StandardCharsets.UTF_8)));
    }
    ObjectNode evidence = (ObjectNode) manifest.path("evidence");
    lie.tell(manifest, rows);
    StringBuilder list = new StringBuilder();
    rows.forEach(
        row -> list.append(new String(Json.canonical(row), StandardCharsets.UTF_8)).append('\n'));
    byte[] listed = list.toString().getBytes(StandardCharsets.UTF_8);
    ((ObjectNode) evidence.path("list")).put("sha256", Sha256.of(listed).hex());
    Manifest forged = Manifest.read(Json.canonical(manifest));
    SecureRandom random = new SecureRandom();
    LogKey key = LogKey.create("example.org/keys", random);
    Path log = target.resolveSibling(target.getFileName() + "-log");
    CustodyLog custody = CustodyLog.create(log, ORIGIN, key);
    custody.append(Entry.of(Story.FIRST, Action.INIT), key);
    custody.append(
        Entry.of(Story.SECOND, Action.SNAPSHOT)
            .snapshot(new Entry.SnapshotFacts(forged.id(), forged.root(), Map.of())),
        key);
    Files.createDirectories(target);
    BagWriter writer = new BagWriter(target);
    String base = "data/snapshots/" + forged.id();
    writer.add(base + ".json", Json.canonical(forged.json()));
    writer.add(base + ".evidence", listed);
    writer.add(base + ".records", Files.readAllBytes(one(snapshots, ".records")));
    for (Path object : Tree.files(bag.resolve("data/objects"))) {
      writer.add("data/objects/" + object.getFileName(), Files.readAllBytes(object));
    }
    writer.add("custody/log.jsonl", custody.lines(custody.checkpoint().size()));
    writer.add("custody/checkpoint", custody.checkpoint().toBytes());
    writer.add("custody/log.pub", Files.readAllBytes(log.resolve("log.pub")));
    SealingKey sealer = SealingKey.create("Somebody", Story.FIRST, Duration.ofDays(3650), random);
    writer.finish(Map.of(), content -> sealer.sealDetached(content, Story.SECOND));
    return target;
  }

  private static Path one(Path folder, String end) throws IOException {
    return Tree.files(folder).stream()
        .filter(file -> file.toString().endsWith(end))
        .findFirst()
        .orElseThrow();
  }
}
