package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.vault.Durable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a trusted time to seals that have none, and what makes them last. */
@Command(
    name = "extend",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a timestamp of a time authority into the seals of a report or a proof (CAdES and PAdES"
          + " level B-T). No signed byte changes. PATH is a report's folder (over the network"
          + " only), report.json.p7s, report.pdf, report.parts or a proof. No vault and no key is"
          + " needed.",
      "With --level lt certificates and revocation lists are kept beside a dated seal (in the PDF,"
          + " and in report.json.p7c); with --level lta a timestamp over all of it follows (in the"
          + " PDF, and as an evidence record, RFC 4998, in report.json.ers). The same again, before"
          + " the day that verify names, renews it."
    })
final class ExtendVerb extends Verb {

  @Parameters(index = "0", paramLabel = "PATH", description = "what to extend")
  Path path = Path.of("");

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "t (the default): a trusted time; lt: lists too; lta: a time over all of it")
  String level = "t";

  @Option(
      names = "--crl",
      paramLabel = "FILE",
      description = "a list of revoked certificates of an issuer, PEM or DER; may be repeated")
  List<Path> lists = new ArrayList<>();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "certificates of issuers, PEM or DER; may be repeated")
  List<Path> certificates = new ArrayList<>();

  @Option(
      names = "--hash",
      paramLabel = "NAME",
      description =
          "with lta: begin a new chain of the evidence record with this hash: sha256, sha384,"
              + " sha512")
  @Nullable String hash;

  @Mixin TimeOptions time = new TimeOptions();

  @Override
  int run() throws Failure, IOException, org.palimpsest.vault.VaultException, InterruptedException {
    if (!List.of("t", "lt", "lta").contains(level)) {
      throw Failure.usage("--level wants t, lt or lta", "leave it out for a trusted time alone");
    }
    if (level.equals("t") && !(lists.isEmpty() && certificates.isEmpty() && hash == null)) {
      throw Failure.usage("--crl, --cert and --hash need --level", "give --level lt or lta");
    }
    if (level.equals("lt")) {
      if (time.isGiven() || hash != null) {
        throw Failure.usage("level lt asks no time authority", "give --level lta to have it dated");
      }
      return lasting(files(path), null);
    }
    time.fillFrom(settings());
    TimeOptions.Way way = time.way();
    if (level.equals("lta")) {
      if (Files.isDirectory(path) && way != TimeOptions.Way.ASK) {
        throw Failure.usage(
            "a question by file is about one seal", "name report.json.p7s or report.pdf");
      }
      return lasting(files(path), way);
    }
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(path)) {
      if (way != TimeOptions.Way.ASK) {
        throw Failure.usage(
            "a question by file is about one seal", "name report.json.p7s or report.pdf");
      }
      files.addAll(undated(path));
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
          terminal()
              .line(
                  "palimpsest extend "
                      + ShellWord.of(file)
                      + " --query "
                      + ShellWord.of(query)
                      + " --response ANSWER");
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

  /**
   * The seals of a report that have no trusted time; the first of them where all have one, which is
   * then refused. That of the commitments is among them, since redacted copies carry it.
   */
  private static List<Path> undated(Path folder) throws Failure, IOException {
    List<Path> all = new ArrayList<>(files(folder));
    Path parts = folder.resolve(Parts.FILE);
    if (Files.isRegularFile(parts)) {
      all.add(parts);
    }
    List<Path> undated = new ArrayList<>();
    for (Path file : all) {
      if (!DatableFile.read(file).isDated()) {
        undated.add(file);
      }
    }
    return undated.isEmpty() ? all : undated;
  }

  private static List<Path> files(Path path) {
    return Files.isDirectory(path)
        ? List.of(path.resolve("report.json.p7s"), path.resolve("report.pdf"))
        : List.of(path);
  }

  /** Levels B-LT, where nobody is asked, and B-LTA. */
  private int lasting(List<Path> files, TimeOptions.@Nullable Way way)
      throws Failure, IOException, org.palimpsest.vault.VaultException, InterruptedException {
    ObjectNode json = Json.object().put("schema", "palimpsest/extend/1");
    ArrayNode written = json.putArray("files");
    ValidationData data = data();
    String digest = digest(hash);
    List<Lasting> prepared = new ArrayList<>();
    for (Path file : files) {
      boolean isPdf = !file.toString().endsWith(".p7s");
      prepared.add(Lasting.of(file, data, way != null, isPdf && files.size() > 1 ? null : digest));
    }
    for (Lasting each : prepared) {
      Map<Path, byte[]> made;
      if (way == null) {
        made = each.files();
      } else {
        TimeToken token;
        switch (way) {
          case WRITE -> {
            Path query = Objects.requireNonNull(time.query);
            byte[] question =
                TimeQuery.over(each.content(), each.digest(), surroundings().random()).der();
            OutFile.write(query, question, () -> {});
            terminal().line("written to " + query + ": send it to a time authority, then the same");
            terminal().line("command again with --response ANSWER");
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
                      .ask(TimeQuery.over(each.content(), each.digest(), surroundings().random()));
        }
        Dating.requireSound(token, each.content());
        made = each.with(token);
        Dating.tell(terminal(), token, String.valueOf(each));
      }
      for (Map.Entry<Path, byte[]> file : made.entrySet()) {
        Durable.write(file.getKey().toAbsolutePath(), file.getValue());
        terminal().line("written      " + file.getKey());
        written.addObject().put("file", file.getKey().toString());
      }
    }
    terminal().document(json);
    return Exit.OK;
  }

  /** The JDK's name of a hash that was named. */
  static @Nullable String digest(@Nullable String hash) throws Failure {
    if (hash == null) {
      return null;
    }
    return switch (hash.toLowerCase(Locale.ROOT).replace("-", "")) {
      case "sha256" -> "SHA-256";
      case "sha384" -> "SHA-384";
      case "sha512" -> "SHA-512";
      default ->
          throw Failure.usage(
              "--hash wants sha256, sha384 or sha512", "for example: --hash sha512");
    };
  }

  private ValidationData data() throws Failure, IOException {
    ValidationData data = ValidationData.NONE;
    try {
      for (Path file : certificates) {
        data =
            data.and(
                new ValidationData(
                    List.copyOf(SealCheck.readAnchors(Files.readAllBytes(file))), List.of()));
      }
      for (Path file : lists) {
        data =
            data.and(
                new ValidationData(List.of(), ValidationData.readLists(Files.readAllBytes(file))));
      }
      return data;
    } catch (NoSuchFileException e) {
      throw Failure.usage("a file of certificates or lists is not there", "check --crl and --cert");
    } catch (CertificateException e) {
      throw Failure.usage(
          "a file holds no certificate or list that can be read", "name PEM or DER files");
    }
  }

  private static byte[] value(DatableFile sealed) throws Failure {
    try {
      return SealCheck.signatureValue(sealed.seal());
    } catch (TimeRefusedException e) {
      throw Failure.usage(e.why(), "name a seal without one: see palimpsest verify");
    }
  }
}
