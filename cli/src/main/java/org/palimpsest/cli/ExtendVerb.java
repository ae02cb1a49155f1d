package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.palimpsest.json.Json;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.vault.Durable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds a trusted time to seals that have none. */
@Command(
    name = "extend",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a timestamp of a time authority into the seals of a report or a proof (CAdES and PAdES"
          + " level B-T). No signed byte changes. PATH is a report's folder (over the network"
          + " only), report.json.p7s, report.pdf or a proof. No vault and no key is needed."
    })
final class ExtendVerb extends Verb {

  @Parameters(index = "0", paramLabel = "PATH", description = "what to extend")
  Path path = Path.of("");

  @Mixin TimeOptions time = new TimeOptions();

  @Override
  int run() throws Failure, IOException, org.palimpsest.vault.VaultException, InterruptedException {
    TimeOptions.Way way = time.way();
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(path)) {
      if (way != TimeOptions.Way.ASK) {
        throw Failure.usage(
            "a question by file is about one seal", "name report.json.p7s or report.pdf");
      }
      files.add(path.resolve("report.json.p7s"));
      files.add(path.resolve("report.pdf"));
    } else {
      files.add(path);
    }
    ObjectNode json = Json.object().put("schema", "palimpsest/extend/1");
    ArrayNode list = json.putArray("files");
    for (Path file : files) {
      DatableFile sealed = DatableFile.read(file);
      byte[] value = value(sealed);
      TimeToken token;
      switch (way) {
        case WRITE -> {
          Path query = Objects.requireNonNull(time.query);
          OutFile.write(query, TimeQuery.over(value, surroundings().random()).der(), () -> {});
          terminal().line("written to " + query + ": send it to a time authority, then:");
          terminal().line("palimpsest extend " + file + " --query " + query + " --response ANSWER");
          terminal().document(json);
          return Exit.OK;
        }
        case IMPORT ->
            token =
                Dating.answer(
                    Dating.query(Objects.requireNonNull(time.query)),
                    Objects.requireNonNull(time.response));
        default ->
            token =
                TimeAuthority.at(Objects.requireNonNull(time.timestamp))
                    .ask(TimeQuery.over(value, surroundings().random()));
      }
      Dating.requireSound(token, value);
      Durable.write(
          file.toAbsolutePath(), sealed.with(SealingKey.withTimestamp(sealed.seal(), token)));
      Dating.tell(terminal(), token, String.valueOf(file.getFileName()));
      list.add(Dating.json(token).put("file", file.toString()));
    }
    terminal().document(json);
    return Exit.OK;
  }

  private static byte[] value(DatableFile sealed) throws Failure {
    try {
      return SealCheck.signatureValue(sealed.seal());
    } catch (TimeRefusedException e) {
      throw Failure.usage(e.why(), "name a seal without one: see palimpsest verify");
    }
  }
}
