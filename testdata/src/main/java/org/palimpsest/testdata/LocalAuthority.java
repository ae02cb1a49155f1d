package org.palimpsest.testdata;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time authority for tests (RFC 3161): a root, a certificate for timestamping under it, and a
 * server on this machine alone. It is OpenSSL that answers, so that what is tested is read by one
 * implementation and written by another. Its clock is the machine's.
 */
public final class LocalAuthority implements AutoCloseable {

  private static final String CONFIG =
      """
      [req]
      distinguished_name = dn
      prompt = no
      [dn]
      CN = unused
      [root]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign,cRLSign
      subjectKeyIdentifier = hash
      [stamp]
      basicConstraints = critical,CA:FALSE
      keyUsage = critical,digitalSignature
      extendedKeyUsage = critical,timeStamping
      [mixed]
      basicConstraints = critical,CA:FALSE
      extendedKeyUsage = timeStamping,clientAuth
      [ca]
      default_ca = lists
      [lists]
      database = index.txt
      crlnumber = crlnumber
      default_md = sha256
      default_crl_days = 3650
      [tsa]
      default_tsa = tsa_config
      [tsa_config]
      serial = serial
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256, sha384, sha512
      accuracy = secs:1
      ordering = no
      tsa_name = no
      ess_cert_id_chain = no
      ess_cert_id_alg = sha256
      """;

  private final Path folder;
  private final String certificate;
  private @Nullable HttpServer server;

  private LocalAuthority(Path folder, String certificate) {
    this.folder = folder;
    this.certificate = certificate;
  }

  /** Whether OpenSSL is installed here. */
  public static boolean isPossible() {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, "openssl"))) {
        return true;
      }
    }
    return false;
  }

  /** An authority as it should be. */
  public static LocalAuthority in(Path folder) {
    return in(folder, "stamp");
  }

  /** One whose certificate is not for timestamping alone. */
  public static LocalAuthority mixed(Path folder) {
    return in(folder, "mixed");
  }

  private static LocalAuthority in(Path folder, String kind) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("tsa.cnf"), CONFIG);
      Files.writeString(folder.resolve("serial"), "01\n");
      LocalAuthority authority = new LocalAuthority(folder, "tsa.pem");
      authority.certificate("root", "Test Time Root", "root", null);
      authority.certificate("tsa", "Test Time Authority", kind, "root");
      return authority;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void certificate(String name, String subject, String extensions, @Nullable String issuer)
      throws IOException {
    run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key");
    run(
        "req",
        "-new",
        "-key",
        name + ".key",
        "-subj",
        "/CN=" + subject,
        "-config",
        "tsa.cnf",
        "-out",
        name + ".csr");
    List<String> words =
        new ArrayList<>(
            List.of(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-days",
                "3650",
                "-sha256",
                "-extfile",
                "tsa.cnf",
                "-extensions",
                extensions,
                "-set_serial",
                Integer.toString(1000 + name.hashCode() % 500),
                "-out",
                name + ".pem"));
    words.addAll(
        issuer == null
            ? List.of("-signkey", name + ".key")
            : List.of("-CA", issuer + ".pem", "-CAkey", issuer + ".key"));
    run(words.toArray(String[]::new));
  }

  /** The root, PEM: what someone who trusts this authority has. */
  public Path root() {
    return folder.resolve("root.pem");
  }

  /** The authority's own certificate, PEM. */
  public Path certificate() {
    return folder.resolve(certificate);
  }

  /** Answers a query. */
  public synchronized byte[] answer(byte[] query) {
    try {
      Files.write(folder.resolve("q.tsq"), query);
      Files.deleteIfExists(folder.resolve("r.tsr"));
      run(
          "ts",
          "-reply",
          "-config",
          "tsa.cnf",
          "-section",
          "tsa_config",
          "-queryfile",
          "q.tsq",
          "-signer",
          certificate,
          "-inkey",
          "tsa.key",
          "-chain",
          "root.pem",
          "-out",
          "r.tsr");
      return Files.readAllBytes(folder.resolve("r.tsr"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root's list of revoked certificates, PEM. */
  public byte[] crl() {
    return crl(false);
  }

  /**
   * The same.
   *
   * @param revokesTheAuthority whether the authority's own certificate is on it
   */
  public synchronized byte[] crl(boolean revokesTheAuthority) {
    try {
      Files.writeString(folder.resolve("index.txt"), "");
      Files.writeString(folder.resolve("crlnumber"), "01\n");
      if (revokesTheAuthority) {
        run(
            "ca",
            "-config",
            "tsa.cnf",
            "-revoke",
            certificate,
            "-keyfile",
            "root.key",
            "-cert",
            "root.pem");
      }
      run(
          "ca",
          "-config",
          "tsa.cnf",
          "-gencrl",
          "-keyfile",
          "root.key",
          "-cert",
          "root.pem",
          "-out",
          "root.crl");
      return Files.readAllBytes(folder.resolve("root.crl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts serving and returns the address. */
  public String serve() {
    return serve(query -> answer(query), 200);
  }

  /** What an authority says to a query. */
  public interface Answering {
    /** Answers. */
    byte[] answer(byte[] query);
  }

  /** Serves other answers than the right ones. */
  public String serve(Answering answering, int status) {
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      close();
      server = started;
      started.createContext(
          "/",
          exchange -> {
            byte[] answer = answering.answer(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      started.start();
      return "http://127.0.0.1:" + started.getAddress().getPort() + "/tsr";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("openssl " + words[0] + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
