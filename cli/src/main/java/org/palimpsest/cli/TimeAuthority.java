package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;

/**
 * Asks a time authority over HTTP (RFC 3161 §3.4). The one place in the program that opens a
 * connection, and only when an address was given; what is sent is a hash.
 */
final class TimeAuthority {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MOST = 1 << 20;

  private final URI address;

  private TimeAuthority(URI address) {
    this.address = address;
  }

  static TimeAuthority at(String url) throws Failure {
    try {
      URI address = new URI(url);
      boolean isWeb = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (isWeb && address.getHost() != null) {
        return new TimeAuthority(address);
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw Failure.usage(
        "the time authority's address is none", "write it as https://authority.example/tsr");
  }

  /** Asks, and checks that the answer is one to this question. */
  TimeToken ask(TimeQuery query) throws Failure {
    byte[] answer;
    try {
      answer = post(query.der());
    } catch (IOException e) {
      throw unreachable("its address does not answer");
    }
    try {
      return query.accept(answer);
    } catch (TimeRefusedException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the time authority's answer is not taken: " + e.why(),
          "ask another authority with --timestamp");
    }
  }

  private static Failure unreachable(String why) {
    return new Failure(
        Exit.INCOMPLETE,
        "the time authority could not be asked: " + why,
        "try again, or exchange files as custody timestamp and extend do with --query");
  }

  private byte[] post(byte[] question) throws Failure, IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    try {
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/timestamp-query");
      connection.setRequestProperty("Accept", "application/timestamp-reply");
      try (OutputStream out = connection.getOutputStream()) {
        out.write(question);
      }
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw unreachable("it answered with status " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        byte[] answer = in.readNBytes(MOST + 1);
        if (answer.length > MOST) {
          throw unreachable("its answer is too long");
        }
        return answer;
      }
    } finally {
      connection.disconnect();
    }
  }
}
