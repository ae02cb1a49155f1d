package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.cli.Shell.Run;

/** Logs, metrics, notices, crash messages and the custody log hold no content, at any level. */
@ExtendWith(Scenes.class)
final class SilenceTest {

  /** What the forged stores hold: words, addresses, file names. */
  private static void isSilent(String where, String text) {
    for (String secret : Story.SECRETS) {
      assertThat(text).as(where).doesNotContain(secret);
    }
  }

  @Test
  void nothingThatIsKeptOfARunHoldsContent(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out");
    Path log = scene.folder().resolve("palimpsest.log");
    Path notices = scene.folder().resolve("notices");
    Path bin = Files.createDirectories(scene.folder().resolve("bin"));
    Path notifier =
        Files.writeString(bin.resolve("notify-send"), "#!/bin/sh\necho \"$@\" >>" + notices + "\n");
    assertThat(notifier.toFile().setExecutable(true)).isTrue();
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer watcher =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    watcher.createContext("/", exchange -> asked.add(request(exchange)));
    watcher.start();
    Shell shell = scene.shell().with(Map.of("PATH", bin + ":/usr/bin:/bin"));
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \""
            + scene.story().imacAfter()
            + "\"\ndevice = \"imac two\"\n"
            + "[[source]]\npath = \""
            + scene.folder().resolve("garden.jpg +15550100")
            + "\"\ndevice = \"gone\"\n"
            + "[alerts]\nprometheus = \""
            + out.resolve("p.prom")
            + "\"\njunit = \""
            + out.resolve("j.xml")
            + "\"\nsarif = \""
            + out.resolve("s.sarif")
            + "\"\nnotice = true\nping = \"http://127.0.0.1:"
            + watcher.getAddress().getPort()
            + "/uuid\"\n");
    Run run =
        shell.run("run", "-v", "--log-file", log, "--log-level", "debug").ends(Exit.INCOMPLETE);
    watcher.stop(0);
    assertThat(asked).hasSize(2);
    isSilent("what is asked over the network", asked.toString());
    isSilent("the desktop notice", Files.readString(notices));
    isSilent("what a run prints", run.out() + run.err());
    List<Path> pages = Tree.files(scene.folder().resolve("vault-reports"));
    for (Path page : pages) {
      // What a report holds is its own affair; the pages that lead to it say nothing.
      if (scene.folder().resolve("vault-reports").equals(page.getParent())) {
        isSilent(page.toString(), Files.readString(page));
      }
    }
    assertThat(pages).extracting(page -> page.getFileName().toString()).contains("index.html");
    isSilent("the log", Files.readString(log));
    for (String name : List.of("p.prom", "j.xml", "s.sarif")) {
      isSilent(name, Files.readString(out.resolve(name)));
    }
    assertThat(Files.readString(out.resolve("p.prom")))
        .contains(
            "palimpsest_sources_unreadable 1\n",
            "palimpsest_snapshot_age_seconds{device=\"imac two\"} 0\n",
            "palimpsest_sync_enabled{device=\"imac two\"} 1\n",
            "palimpsest_findings{severity=\"high\"} 1\n");
    try (var left = Files.list(out)) {
      assertThat(left.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("p.prom", "j.xml", "s.sarif");
    }
    assertThat(Files.readString(log))
        .contains("info begin run", "debug snapshot of gone", "info begin snapshot")
        .contains("error end run, exit 3 (incomplete)");
    shell.run("diff", "imac:latest~1", "imac:latest", "--log-file", log, "--log-level", "debug");
    shell.run("show", "+15550100", "--log-file", log, "--log-level", "debug");
    shell.run("snapshot", "/garden.jpg", "--device", "x", "--log-file", log);
    shell.run("extract", "blue tin", "--out", out, "--log-file", log);
    shell.run("show", "imac:latest~1", "--thread", Story.LOST, "--log-file", log);
    shell.run("recover", "imac:latest", "--log-file", log, "--log-level", "debug");
    shell.run("check", "--log-file", log, "--log-level", "debug");
    shell.run("blue tin", "--log-file", log);
    isSilent("the log", Files.readString(log));
    for (Path file : Tree.files(scene.vault().resolve("custody"))) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      // The log of custody may say where a source lay; it holds nothing of what was in it.
      isSilent("the custody log", text.replaceAll("\"path\":\"[^\"]*\"", ""));
    }
  }

  /** All of a request: its line, its headers and its body. */
  private static String request(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    return exchange.getRequestURI()
        + " "
        + exchange.getRequestHeaders().entrySet()
        + " "
        + new String(body, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "snapshot /garden.jpg",
        "sources",
        "run",
        "runs",
        "check",
        "schedule print",
        "prune --keep-last 1",
        "show dessert",
        "diff +15550117",
        "recover garden.jpg"
      })
  void aCrashSaysWhereAndNotWhat(String line) {
    var err = new java.io.ByteArrayOutputStream();
    Surroundings broken =
        new Surroundings(
            java.util.Map.of("PALIMPSEST_VAULT", "garden.jpg"),
            Path.of("garden.jpg"),
            new BrokenClock(),
            java.security.SecureRandom::new,
            new java.io.PrintStream(err, true, StandardCharsets.UTF_8),
            new java.io.PrintStream(err, true, StandardCharsets.UTF_8),
            Surroundings.Screen.NONE);
    int exit = Main.run(broken, line.split(" "));
    String said = err.toString(StandardCharsets.UTF_8);
    if (exit == Exit.INTERNAL) {
      assertThat(said).contains("internal error: java.lang.IllegalStateException at ");
    } else {
      // It ended before it looked at the clock, for which there was a reason.
      assertThat(said).contains("palimpsest: ", "hint: ");
    }
    isSilent("a crash", said);
  }

  /** Fails with a message that names what must not be said. */
  private static final class BrokenClock extends java.time.Clock {
    @Override
    public java.time.ZoneId getZone() {
      throw new IllegalStateException("dessert for +15550117");
    }

    @Override
    public java.time.Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public java.time.Instant instant() {
      throw new IllegalStateException("dessert for +15550117");
    }

    @Override
    public long millis() {
      throw new IllegalStateException("dessert for +15550117");
    }
  }

  @Test
  void aLogThatCannotBeWrittenIsSaidBeforeAnythingIsDone(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    Path nowhere = scene.folder().resolve("no/such/folder/log");
    scene.run("snapshots", "--log-file", nowhere).refuses(Exit.USAGE);
    scene.run("snapshots", "--log-level", "loud").refuses(Exit.USAGE);
    before.isStillTrue();
  }
}
