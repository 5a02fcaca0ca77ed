package io.millrace.service.webhooks;

import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.ssl.SSLContexts;

/** Sends signed requests, each on a connection of its own, and reads the head of the response. */
@Singleton
final class WebhookSender {
  static final String DELIVERY_HEADER = "Millrace-Delivery";
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private final Duration timeout;
  private final InstantSource clock;

  /** Never closed: it has no threads, and between requests no connections. */
  private final CloseableHttpClient client;

  @Inject
  WebhookSender(ServiceSettings settings, Destination destination, InstantSource clock) {
    this(
        settings.webhooks().timeout(),
        clock,
        PinnedHttpClient.create(
            destination::addresses,
            settings.webhooks().timeout(),
            SSLContexts.createSystemDefault()));
  }

  WebhookSender(Duration timeout, InstantSource clock, CloseableHttpClient client) {
    this.timeout = timeout;
    this.clock = clock;
    this.client = client;
  }

  /**
   * Posts a body and waits for the response, but not longer than the timeout.
   *
   * @param id the same in each attempt
   */
  DeliveryOutcome post(Webhook webhook, String id, byte[] body) throws InterruptedException {
    HttpPost request = request(webhook, id, body);
    Thread watch = Thread.ofVirtual().start(() -> cancelInTime(request));
    try (ClassicHttpResponse response =
        client.executeOpen(HttpHost.create(webhook.url()), request, null)) {
      return outcome(response);
    } catch (IOException e) {
      return new DeliveryOutcome.NoResponse(
          // Only the watch cancels.
          request.isCancelled() || e instanceof SocketTimeoutException
              ? "no answer within " + seconds(timeout)
              : message(e));
    } finally {
      watch.interrupt();
      watch.join();
    }
  }

  /** Ends the request, whatever it waits for: the client's own timeouts start with each byte. */
  private void cancelInTime(HttpPost request) {
    try {
      Thread.sleep(timeout);
      request.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpPost request(Webhook webhook, String id, byte[] body) {
    URI url = webhook.url();
    var request = new HttpPost(url.resolve("/"));
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    // As it was defined: the client would refuse a path that begins with two slashes.
    request.setPath(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    request.addHeader(DELIVERY_HEADER, id);
    request.addHeader(
        WebhookSignature.HEADER,
        WebhookSignature.of(webhook.secret(), clock.millis() / 1000, body));
    request.setEntity(new ByteArrayEntity(body, ContentType.create("application/json")));
    return request;
  }

  private DeliveryOutcome outcome(ClassicHttpResponse response) {
    int status = response.getCode();
    if (status < 300) {
      return new DeliveryOutcome.Delivered(status);
    }
    return status == 410
        ? new DeliveryOutcome.Gone()
        : new DeliveryOutcome.Refused(status, retryAfter(response));
  }

  /** In seconds, or as a date; what is neither is none. */
  private Duration retryAfter(ClassicHttpResponse response) {
    Header header = response.getFirstHeader("Retry-After");
    return header == null ? Duration.ZERO : duration(header.getValue().strip());
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

  private static String message(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
