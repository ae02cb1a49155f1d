package org.palimpsest.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.World;
import org.palimpsest.vault.PageSums;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;

/** Writes the seeds of what lies in a vault. */
final class VaultSeeds {

  private static final Instant START = Seeds.START;

  private final Path folder;
  private final Path work;

  VaultSeeds(Path folder, Path work) {
    this.folder = folder;
    this.work = work;
  }

  /** Writes them. */
  void write() throws IOException, VaultException, UnreadableSourceException, InterruptedException {
    snapshot();
    turnover();
    changes();
    proofs();
    packs();
  }

  private void write(String target, String method, String name, byte[] bytes) throws IOException {
    Seeds.write(folder, target, method, name, bytes);
  }

  private void snapshot()
      throws IOException, VaultException, UnreadableSourceException, InterruptedException {
    World world = new World(work.resolve("world"), 7, START);
    Person alice = new Person("Alice", "+15550100");
    Device mac = world.device("mac", Generation.MACOS_13, true);
    Conversation thread = world.conversation(alice);
    String first = world.receive(thread, alice, "hello");
    world.edit(world.send(thread, "answer"), "edited");
    world.file(thread, alice, "a.png", new byte[] {1, 2, 3});
    world.sync();
    mac.deleteOutright(List.of(first));
    world.close();
    Vault vault = Vault.create(work.resolve("vault"), "0".repeat(32), new byte[32], START);
    SnapshotRequest request =
        new SnapshotRequest(
            Source.at(mac.library()),
            "/Library/Messages",
            false,
            "mac",
            START,
            Optional.of("C-1"),
            Optional.empty(),
            Optional.empty(),
            Json.object().put("name", "palimpsest"));
    try (SnapshotMaker maker = new SnapshotMaker(vault, 1, stage -> {})) {
      SnapshotMaker.Prepared prepared = maker.prepare(request, wait -> {});
      write("Manifest", "read", "manifest", prepared.bytes());
      try (SnapshotView view = SnapshotView.open(prepared);
          var lines = view.list();
          var digests = prepared.writer().open(prepared.manifest().object("records", "digests"));
          var index = prepared.writer().open(prepared.manifest().object("records", "index"));
          var runs = prepared.writer().open(prepared.manifest().object("records", "runs"))) {
        byte[] list = lines.readAll();
        write("RecordList", "walk", "list", list);
        write("SortedList", "prove", "list", list);
        write("RecordIndex", "open", "index", index.readAll());
        write("DigestList", "walk", "digests", digests.readAll());
        write("RecordRuns", "read", "runs", runs.readAll());
        byte[] content = Arrays.copyOf(list, 5000);
        write(
            "PageSums",
            "read",
            "sums",
            PageSums.over(Sha256.of(content), new ByteArrayInputStream(content)).bytes());
      }
    }
    write("SortedList", "prove", "three", Seeds.utf8("a\nb\nc\n"));
  }

  private void turnover() throws IOException {
    byte[] odd = Seeds.utf8("message/odd");
    ByteBuffer bytes = ByteBuffer.allocate(8 + 32 + 16 + 3 * 16 + 2 * (2 + odd.length));
    bytes.put(Seeds.utf8("PLturn1\n")).put(Sha256.of(odd).bytes());
    bytes.putInt(2).putInt(1).putInt(1).putInt(1);
    for (long half = 0; half < 6; half++) {
      bytes.putLong(half);
    }
    for (int i = 0; i < 2; i++) {
      bytes.putShort((short) odd.length).put(odd);
    }
    write("Turnover", "read", "both", bytes.array());
  }

  private void changes() throws IOException {
    byte[] odd = Seeds.utf8("message/odd");
    byte[] none = digests(0, new byte[0]);
    ByteBuffer row = ByteBuffer.allocate(16 + 16 + 16 + 1 + 2 + odd.length);
    row.put(odd).position(31).put((byte) 1).position(47).put((byte) 1).put((byte) 1);
    byte[] one = digests(1, row.putShort((short) odd.length).put(odd).array());
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    bytes.put(Seeds.utf8("PLchgs1\n")).put(Sha256.of(none).bytes()).put(Sha256.of(one).bytes());
    bytes.putInt(0).putInt(none.length).put(none);
    byte[] head = index(0);
    bytes.putInt(4 + head.length).putInt(head.length).put(head);
    bytes.putInt(4).putInt(3).putInt(one.length).put(one);
    head = index(1);
    bytes.putInt(4 + head.length + 45).putInt(head.length).put(head).put(new byte[45]);
    write("Changes", "read", "one", Arrays.copyOf(bytes.array(), bytes.position()));
  }

  private static byte[] digests(long rows, byte[] rest) {
    return ByteBuffer.allocate(16 + rest.length)
        .put(Seeds.utf8("PLdgst2\n"))
        .putLong(rows)
        .put(rest)
        .array();
  }

  private static byte[] index(int rows) {
    return Seeds.utf8("{\"rows\":" + rows + ",\"schema\":\"palimpsest/index/3\",\"threads\":[]}");
  }

  private void proofs() throws IOException {
    byte[] numbers = new byte[64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (byte) (i * 7);
    }
    write("Proof", "verify", "numbers", numbers);
  }

  private void packs() throws IOException, VaultException {
    byte[] absence = new byte[96];
    for (int i = 0; i < absence.length; i++) {
      absence[i] = (byte) (i * 37);
    }
    write("Absence", "verify", "numbers", absence);

    Vault vault = Vault.create(work.resolve("packed"), "1".repeat(32), new byte[32], START);
    try (VaultWriter writer = vault.writer(1)) {
      writer.put(new java.io.ByteArrayInputStream(new byte[] {1, 2, 3})::read);
      writer.put(new java.io.ByteArrayInputStream(Seeds.utf8("words ".repeat(40)))::read);
      writer.put(new java.io.ByteArrayInputStream(new byte[200_000])::read);
      writer.publish();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(vault.folder().resolve("packs"))) {
      byte[] pack = {};
      byte[] lines = {};
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".idx")) {
          String text = new String(bytes, StandardCharsets.US_ASCII);
          lines = Seeds.utf8(text.substring(0, text.lastIndexOf("end ")));
        } else {
          pack = bytes;
        }
      }
      ByteBuffer whole = ByteBuffer.allocate(2 + lines.length + pack.length);
      whole.putShort((short) lines.length).put(lines).put(pack);
      write("Pack", "open", "three-objects", whole.array());
      for (String number : List.of("18446744073709551615", "281474976710656", "65537")) {
        for (String codec : List.of("raw", "zstd")) {
          String line = "0".repeat(64) + " 0 " + number + " " + number + " " + codec + "\n";
          ByteBuffer lie = ByteBuffer.allocate(2 + line.length() + 40);
          lie.putShort((short) line.length()).put(Seeds.utf8(line));
          write("Pack", "open", "lie-" + codec + "-" + number, lie.array());
        }
      }
    }
  }
}
