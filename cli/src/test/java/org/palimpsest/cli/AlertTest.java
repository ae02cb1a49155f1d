package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;

/** Whoever watches from elsewhere is told how a run went; that nobody listens fails no run. */
@ExtendWith(Scenes.class)
final class AlertTest {

  /** What every request of Java carries, which says nothing. */
  private static final List<String> ORDINARY =
      List.of("Accept", "Cache-control", "Connection", "Host", "Pragma", "User-agent");

  /** Somebody who is asked, and answers always the same. */
  private static final class Watcher implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Watcher(int answer) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length);
            asked.addAll(
                exchange.getRequestHeaders().keySet().stream()
                    .filter(name -> !ORDINARY.contains(name))
                    .map(name -> "header " + name)
                    .toList());
            if (answer == 302) {
              exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
          });
      server.start();
    }

    String address(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** A machine with a vault of its own, which holds one snapshot. */
  private static Shell fresh(Scene scene) {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    return shell;
  }

  private static void configure(Shell shell, Path source, String... lines) throws IOException {
    Files.createDirectories(shell.keys());
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + source + "\"\ndevice = \"imac\"\n" + String.join("\n", lines));
  }

  /** A run that finds another at work after its own start is told so, and raises no alarm. */
  @Test
  void aRunThatIsOvertakenSaysSoAndNoMore(Scene scene) throws Exception {
    Shell shell = fresh(scene);
    VaultLock[] other = new VaultLock[1];
    try (Watcher watcher = new Watcher(200)) {
      watcher.server.createContext(
          "/overtaken",
          exchange -> {
            try {
              other[0] = VaultLock.take(shell.vault(), "another run");
            } catch (VaultException e) {
              throw new IOException(e);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      configure(
          shell,
          scene.story().imacAfter(),
          "[alerts]",
          "ping = \"" + watcher.address("/overtaken") + "\"");
      String log = shell.run("custody", "log").ends(Exit.OK).out();
      shell.run("run").refuses(Exit.LOCKED);
      other[0].close();
      assertThat(shell.run("custody", "log").ends(Exit.OK).out()).isEqualTo(log);
      assertThat(shell.folder().resolve("vault-reports")).doesNotExist();
    }
  }

  @Test
  void pagesOfDevicesAreAsManyAsThereAre(Scene scene) throws IOException {
    Shell shell = fresh(scene);
    Files.createDirectories(shell.keys());
    StringBuilder config = new StringBuilder();
    for (String device : List.of("mac one", "mac_one", "Mac one")) {
      config.append("[[source]]\npath = \"").append(scene.story().imacBefore());
      config.append("\"\ndevice = \"").append(device).append("\"\n");
    }
    Path reports = scene.folder().resolve("pages");
    config.append("[run]\nreports = \"").append(reports).append("\"\n");
    Files.writeString(shell.keys().resolve("config.toml"), config);
    shell.run("run").ends(Exit.OK);
    try (var pages = Files.list(reports)) {
      assertThat(pages.filter(page -> page.getFileName().toString().startsWith("device-")))
          .hasSize(3);
    }
  }

  @Test
  void thePingSaysThatARunBeganAndHowItEndedAndNothingElse(Scene scene) throws IOException {
    try (Watcher watcher = new Watcher(200)) {
      Shell shell = fresh(scene);
      configure(
          shell,
          scene.story().imacBefore(),
          "[alerts]",
          "ping = \"" + watcher.address("/uuid?create=1") + "\"");
      assertThat(shell.run("run").ends(Exit.OK).err()).isEmpty();
      assertThat(watcher.asked)
          .containsExactly("GET /uuid/start?create=1 0", "GET /uuid?create=1 0");
      watcher.asked.clear();
      configure(
          shell,
          scene.folder().resolve("gone"),
          "[alerts]",
          "ping = \"" + watcher.address("/uuid/") + "\"");
      shell.run("run").ends(Exit.INCOMPLETE);
      assertThat(watcher.asked).containsExactly("GET /uuid/start 0", "GET /uuid/fail 0");
    }
  }

  @Test
  void aPingThatIsRefusedSentElsewhereOrNotHeardFailsNoRun(Scene scene) throws IOException {
    Shell shell = fresh(scene);
    for (int answer : new int[] {500, 302}) {
      try (Watcher watcher = new Watcher(answer)) {
        configure(
            shell,
            scene.story().imacBefore(),
            "[alerts]",
            "ping = \"" + watcher.address("/uuid") + "\"");
        Run run = shell.run("run").ends(Exit.OK);
        assertThat(run.err())
            .contains("the ping failed; the run is not affected by it")
            .doesNotContain("uuid");
        assertThat(watcher.asked).containsExactly("GET /uuid/start 0", "GET /uuid 0");
      }
    }
    int free;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = nobody.getLocalPort();
    }
    configure(
        shell,
        scene.story().imacBefore(),
        "[alerts]",
        "ping = \"http://127.0.0.1:" + free + "/uuid\"");
    assertThat(shell.run("run").ends(Exit.OK).err()).contains("the ping failed");
    shell.run("verify").ends(Exit.OK);
  }

  /** A program of that name, which writes down what it is given, word by word. */
  private static Path notifier(Path folder, String name, int exit) throws IOException {
    Path bin = Files.createDirectories(folder);
    Path program =
        Files.writeString(
            bin.resolve(name),
            "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done >>"
                + bin.resolve("shown")
                + "\nexit "
                + exit
                + "\n");
    assumeTrue(program.toFile().setExecutable(true), "no programs can be made here");
    return bin;
  }

  private static Shell withNotifier(Scene scene, Shell shell, Path bin) throws IOException {
    shell.with(Map.of("PATH", bin + ":/usr/bin:/bin"));
    configure(shell, scene.folder().resolve("gone"), "[alerts]", "notice = true");
    return shell;
  }

  @Test
  void theDesktopNoticeShowsTheSummaryOfARunThatEndedBadly(Scene scene) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
    Shell shell = fresh(scene);
    for (String name : List.of("notify-send", "osascript")) {
      Path bin = notifier(scene.folder().resolve(name), name, 0);
      withNotifier(scene, shell, bin);
      Run run = shell.run("run").ends(Exit.INCOMPLETE);
      assertThat(run.err()).doesNotContain("notice");
      List<String> shown = Files.readAllLines(bin.resolve("shown"));
      assertThat(shown).contains("Palimpsest").last().asString().contains("exit 3");
      assertThat(run.out()).contains(shown.get(shown.size() - 1));
      Files.delete(bin.resolve("shown"));
      configure(shell, scene.story().imacBefore(), "[alerts]", "notice = true");
      shell.run("run").ends(Exit.OK);
      assertThat(bin.resolve("shown")).doesNotExist();
    }
  }

  @Test
  void aNoticeThatCannotBeShownChangesNothing(Scene scene) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
    Path refuses = notifier(scene.folder().resolve("refuses"), "notify-send", 1);
    Shell shell = fresh(scene);
    Run refused = withNotifier(scene, shell, refuses).run("run").ends(Exit.INCOMPLETE);
    assertThat(refused.err()).contains("the desktop notice failed; the run is not affected by it");
    Path empty = Files.createDirectories(scene.folder().resolve("empty"));
    withNotifier(scene, shell, empty).with(Map.of("PATH", empty.toString()));
    assertThat(shell.run("run").ends(Exit.INCOMPLETE).err()).contains("the desktop notice failed");
  }

  private static List<String> kinds(Run run) throws IOException {
    List<String> kinds = new ArrayList<>();
    run.json().path("alarms").forEach(alarm -> kinds.add(alarm.path("kind").asText()));
    return kinds;
  }

  /** All who watch, for a run that ends with that code. */
  private static String[] channels(Scene scene, Watcher watcher) {
    return new String[] {
      "[alerts]",
      "ping = \"" + watcher.address("/uuid") + "\"",
      "prometheus = \"" + scene.folder().resolve("run.prom") + "\"",
      "junit = \"" + scene.folder().resolve("run.xml") + "\"",
      "sarif = \"" + scene.folder().resolve("run.sarif") + "\""
    };
  }

  private static void areTold(Scene scene, Shell shell, Watcher watcher, int exit, String alarm)
      throws IOException {
    assertThat(watcher.asked).contains("GET /uuid/fail 0").doesNotContain("GET /uuid 0");
    assertThat(scene.folder().resolve("run.prom"))
        .content()
        .contains("palimpsest_last_run_exit_code " + exit + "\n");
    for (String file : List.of("run.xml", "run.sarif")) {
      assertThat(scene.folder().resolve(file)).content().contains(alarm);
    }
    assertThat(shell.folder().resolve("vault-reports/index.html"))
        .content()
        .contains("exit " + exit);
  }

  @Test
  void aRunThatCannotBeRecordedTellsWhatItFound(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, scene.story().imacBefore());
    shell.run("run").ends(Exit.OK);
    try (Watcher watcher = new Watcher(200)) {
      Path log = shell.vault().resolve("custody/log.jsonl");
      watcher.server.createContext(
          "/tsr",
          exchange -> {
            // The last that a run does before it is recorded is to have the log dated.
            if (Files.readString(log).contains("\"action\":\"report\"")) {
              Files.writeString(log, "{", StandardOpenOption.APPEND);
            }
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
          });
      List<String> lines = new ArrayList<>(List.of(channels(scene, watcher)));
      lines.addAll(List.of("[timestamp]", "authority = \"" + watcher.address("/tsr") + "\""));
      configure(shell, scene.story().imacAfter(), lines.toArray(String[]::new));
      Run run = shell.at(Story.SECOND).run("run", "--json").ends(Exit.INTEGRITY);
      assertThat(kinds(run)).contains("run-not-recorded", "thread-removed");
      areTold(scene, shell, watcher, Exit.INTEGRITY, "run-not-recorded");
    }
    shell.run("custody", "checkpoint", "--set-aside-half-line").ends(Exit.OK);
    configure(shell, scene.story().imacAfter());
    Run next = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(next)).contains("thread-removed").doesNotContain("run-not-recorded");
  }

  @Test
  void aRunThatBreaksOffTellsSo(Scene scene) throws IOException {
    Shell shell = fresh(scene);
    try (Watcher watcher = new Watcher(200)) {
      watcher.server.createContext(
          "/uuid/start",
          exchange -> {
            for (Path manifest : Tree.files(shell.vault().resolve("snapshots"))) {
              Files.writeString(manifest, "{}");
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      configure(shell, scene.story().imacAfter(), channels(scene, watcher));
      Run run = shell.run("run", "--json").ends(Exit.INTEGRITY);
      assertThat(kinds(run)).contains("run-failed");
      areTold(scene, shell, watcher, Exit.INTEGRITY, "run-failed");
    }
    assertThat(shell.run("custody", "log").ends(Exit.OK).out()).contains("  run");
  }

  /** On a small screen a table that is too wide moves by itself, and cuts nothing off. */
  @Test
  void noTableOfThePagesCanBeCutOff(Scene scene) throws IOException {
    Shell shell = fresh(scene);
    configure(shell, scene.story().imacBefore());
    shell.run("run").ends(Exit.OK);
    for (String page : List.of("index.html", "device-imac.html")) {
      String html = Files.readString(shell.folder().resolve("vault-reports").resolve(page));
      assertThat(html.split("<table", -1))
          .hasSameSizeAs(html.split("class=\"wide\"[^>]*><table", -1));
      assertThat(html).contains(".wide{overflow-x:auto}");
    }
  }
}
