package org.palimpsest.cli.alert;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * A dead-man's switch: somebody elsewhere is asked for a page at the start and the end of a run,
 * and raises the alarm when it is not asked. The request says that a run began, or how it ended, by
 * its path alone; it has no body and carries nothing of the machine or the vault. Only when a
 * configuration asks for it.
 */
public final class Ping {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What is told. */
  public enum Moment {
    /** A run begins. */
    START("/start"),
    /** It went through, with nothing to look at. */
    SUCCESS(""),
    /** It did not, or there is something to look at. */
    FAIL("/fail");

    private final String path;

    Moment(String path) {
      this.path = path;
    }
  }

  private final URI address;

  /** Will ask {@code address}, with {@code /start} or {@code /fail} behind it. */
  public Ping(String address) {
    this.address = URI.create(address.endsWith("/") ? cut(address) : address);
  }

  private static String cut(String address) {
    return address.substring(0, address.length() - 1);
  }

  /**
   * Asks, and follows no redirection.
   *
   * @throws IOException if nobody answered, or the answer was a refusal
   */
  public void send(Moment moment) throws IOException {
    URI asked = URI.create(withPath(moment.path));
    HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection();
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) PATIENCE.toMillis());
      connection.setReadTimeout((int) PATIENCE.toMillis());
      connection.setRequestProperty("User-Agent", "palimpsest");
      connection.setRequestProperty("Accept", "*/*");
      connection.setUseCaches(false);
      int code = connection.getResponseCode();
      if (code < 200 || code > 299) {
        throw new IOException("the answer was " + code);
      }
    } finally {
      connection.disconnect();
    }
  }

  /** The path grows, not the query behind it. */
  private String withPath(String more) {
    String text = address.toString();
    int query = text.indexOf('?');
    return query < 0 ? text + more : text.substring(0, query) + more + text.substring(query);
  }
}
