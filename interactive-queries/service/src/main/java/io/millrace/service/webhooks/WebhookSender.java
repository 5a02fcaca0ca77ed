package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends signed requests, each on a connection of its own, and reads the head of the answer.
 *
 * <p>It speaks HTTP/1.1 by itself because the JDK's client resolves the host itself: between a look
 * at the addresses and its own, the name may come to mean an address inside. Here the connection
 * goes to the very address that was looked at. The certificate must still be the host's.
 */
@Singleton
final class WebhookSender {
  static final String DELIVERY_HEADER = "Millrace-Delivery";
  private static final String USER_AGENT = "Millrace-Webhooks/1";
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private final Destination destination;
  private final Duration timeout;
  private final InstantSource clock;

  WebhookSender(ServiceSettings settings, Destination destination, InstantSource clock) {
    this.destination = destination;
    this.timeout = settings.webhooks().timeout();
    this.clock = clock;
  }

  /**
   * Posts a body and waits for the outcome, but not longer than the timeout.
   *
   * @param id the same in each attempt
   */
  DeliveryOutcome post(Webhook webhook, String id, byte[] body) throws InterruptedException {
    URI url = webhook.url();
    String head = head(url, webhook, id, body);
    try (var socket = new Socket()) {
      Thread watch = Thread.ofVirtual().start(() -> closeInTime(socket));
      try {
        return exchange(connected(socket, url), head, body);
      } catch (IOException e) {
        return new DeliveryOutcome.NoResponse(
            // Nobody but the watch has closed it by now.
            socket.isClosed() ? "no answer within " + seconds(timeout) : words(e));
      } finally {
        watch.interrupt();
        watch.join();
      }
    } catch (IOException e) {
      return new DeliveryOutcome.NoResponse(words(e));
    }
  }

  /** Ends every wait on the socket, whichever it is. */
  private void closeInTime(Socket socket) {
    try {
      Thread.sleep(timeout);
      socket.close();
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connected(Socket socket, URI url) throws IOException {
    boolean secure = url.getScheme().equalsIgnoreCase("https");
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    // The first that is given; a host with a dead address among several is rare and is retried.
    InetAddress address = destination.addresses(url.getHost()).getFirst();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
    return secure ? secured(socket, url.getHost(), port) : socket;
  }

  private static Socket secured(Socket socket, String host, int port) throws IOException {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var secure = (SSLSocket) factory.createSocket(socket, name, port, true);
    var parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private String head(URI url, Webhook webhook, String id, byte[] body) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    long seconds = clock.millis() / 1000;
    return String.join(
        "\r\n",
        "POST %s%s HTTP/1.1".formatted(path, query),
        "Host: " + url.getRawAuthority(),
        "User-Agent: " + USER_AGENT,
        "Content-Type: application/json",
        "Content-Length: " + body.length,
        DELIVERY_HEADER + ": " + id,
        WebhookSignature.HEADER + ": " + WebhookSignature.of(webhook.secret(), seconds, body),
        "Connection: close",
        "",
        "");
  }

  private DeliveryOutcome exchange(Socket socket, String head, byte[] body) throws IOException {
    try {
      OutputStream out = socket.getOutputStream();
      var request = new ByteArrayOutputStream(head.length() + body.length);
      request.write(head.getBytes(ISO_8859_1));
      request.write(body);
      request.writeTo(out);
      out.flush();
    } catch (IOException e) {
      return early(socket, e);
    }
    return answer(socket);
  }

  /** A receiver may answer and close before it has read all. */
  private DeliveryOutcome early(Socket socket, IOException fault) throws IOException {
    try {
      return answer(socket);
    } catch (IOException e) {
      fault.addSuppressed(e);
      throw fault;
    }
  }

  private DeliveryOutcome answer(Socket socket) throws IOException {
    var in = new BufferedInputStream(socket.getInputStream());
    List<String> lines;
    int status;
    do {
      lines = lines(in);
      Matcher matcher = STATUS.matcher(lines.getFirst());
      if (!matcher.matches()) {
        throw new IOException("the answer is not HTTP/1.1");
      }
      status = Integer.parseInt(matcher.group(1));
    } while (status < 200);
    if (status < 300) {
      return new DeliveryOutcome.Delivered(status);
    }
    return status == 410
        ? new DeliveryOutcome.Gone()
        : new DeliveryOutcome.Refused(status, retryAfter(lines));
  }

  /** The status line and the headers. */
  private static List<String> lines(InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (int bytes = 0; bytes < MAX_HEAD_BYTES; bytes++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended before the answer");
      } else if (next != '\n') {
        line.append((char) next);
      } else {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        if (text.isEmpty() && !lines.isEmpty()) {
          return lines;
        }
        lines.add(text);
      }
    }
    throw new IOException(
        "the answer's head must have at most %d bytes, but has more".formatted(MAX_HEAD_BYTES));
  }

  /** In seconds, or as a date; what is neither is none. */
  private Duration retryAfter(List<String> lines) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase("Retry-After")) {
        return duration(line.substring(colon + 1).strip());
      }
    }
    return Duration.ZERO;
  }

  private Duration duration(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), date);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static String words(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
