package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import io.millrace.service.webhooks.Receiver.Reply;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

class WebhookSenderTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
  private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);

  @Test
  void theSignatureIsThatOfAnotherImplementation() {
    // From Python's hmac module.
    assertThat(WebhookSignature.of(new ApiKeySecret("a-secret-of-16-or-more"), 1_700_000_000, BODY))
        .isEqualTo(
            "t=1700000000,v1=0ca90685a430f281beb335ec234ab1b276048a510efc679466a0b4dff833d918");
  }

  @Test
  void anAddressInsideIsRefusedWhenItConnects() throws InterruptedException {
    try (var inside = new Receiver()) {
      DeliveryOutcome answer = sender(Webhooks.DEFAULT).post(webhook(inside.url()), "id", BODY);

      assertThat(answer.error()).contains("public addresses only").contains("127.0.0.1");
      assertThat(inside.all()).isEmpty();
    }
  }

  @Test
  @ExtendWith(RunningService.class)
  void anAddressInsideIsRefusedWhenItIsDefined(Running running) {
    for (String host : new String[] {"localhost", "127.0.0.1", "[::1]", "169.254.169.254", "0"}) {
      TestHttpClient.TestResponse answer =
          running
              .admin()
              .put(
                  "/v1/webhooks/inside",
                  "{\"url\":\"http://%s/\",\"segments\":\"all\"}".formatted(host));
      assertThat(answer.status()).as(host).isEqualTo(422);
      assertThat(answer.json().path("field").asText()).isEqualTo("url");
    }
  }

  @Test
  void retryAfterIsSecondsOrADate() throws InterruptedException {
    try (var receiver = new Receiver()) {
      WebhookSender sender = sender(open(Duration.ofSeconds(5)));
      receiver.answers(new Reply(429, Map.of("Retry-After", "7")));
      assertThat(sender.post(webhook(receiver.url()), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Refused(429, Duration.ofSeconds(7)));
      receiver.answers(new Reply(503, Map.of("Retry-After", "Sun, 22 Nov 2026 12:01:00 GMT")));
      assertThat(sender.post(webhook(receiver.url()), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Refused(503, Duration.ofMinutes(1)));
      receiver.answers(new Reply(503, Map.of("Retry-After", "soon")));
      assertThat(sender.post(webhook(receiver.url()), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Refused(503, Duration.ZERO));
    }
  }

  @Test
  void anAnswerThatComesLetterByLetterWithoutEndIsNotWaitedFor() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> drip(server));
      long start = System.nanoTime();

      DeliveryOutcome answer =
          sender(open(Duration.ofMillis(400)))
              .post(webhook("http://127.0.0.1:" + server.getLocalPort()), "id", BODY);

      assertThat(answer).isEqualTo(new DeliveryOutcome.NoResponse("no answer within 400 ms"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void theTargetIsAsItWasDefined() throws InterruptedException {
    try (var receiver = new Receiver()) {
      String url = receiver.url().replace("/hook", "/hook%2Fa");

      assertThat(sender(open(Duration.ofSeconds(5))).post(webhook(url), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Delivered(204));

      Receiver.Delivery came = receiver.all().getFirst();
      assertThat(came.target()).isEqualTo("/hook%2Fa?token=of-the-receiver");
      assertThat(came.body()).isEqualTo(new String(BODY, UTF_8));
    }
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() throws InterruptedException {
    try (var receiver = new Receiver();
        var other = new Receiver()) {
      receiver.answers(new Reply(307, Map.of("Location", other.url())));

      assertThat(sender(open(Duration.ofSeconds(5))).post(webhook(receiver.url()), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Refused(307, Duration.ZERO));
      assertThat(other.all()).isEmpty();
    }
  }

  @Test
  void anAnswerBeforeTheWholeRequestWasReadIsTaken() throws Exception {
    byte[] large = new byte[8 << 20];
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answering(server, "HTTP/1.1 413 Too Large\r\n\r\n");

      assertThat(
              sender(open(Duration.ofSeconds(30)))
                  .post(webhook("http://127.0.0.1:" + server.getLocalPort()), "id", large))
          .isEqualTo(new DeliveryOutcome.Refused(413, Duration.ZERO));
    }
  }

  @Test
  void aBodyWithoutEndIsNotRead() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answering(
          server,
          "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");

      assertThat(
              sender(open(Duration.ofSeconds(30)))
                  .post(webhook("http://127.0.0.1:" + server.getLocalPort()), "id", BODY))
          .isEqualTo(new DeliveryOutcome.Delivered(200));
    }
  }

  @Test
  void anAnswerWhoseHeadIsTooLargeIsNone() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      answering(
          server, "HTTP/1.1 200 OK\r\n" + ("a: " + "b".repeat(1_000) + "\r\n").repeat(20) + "\r\n");

      assertThat(
              sender(open(Duration.ofSeconds(30)))
                  .post(webhook("http://127.0.0.1:" + server.getLocalPort()), "id", BODY)
                  .error())
          .isEqualTo("the response head must have at most 16384 bytes, but has more");
    }
  }

  /** Answers at the first bytes of a request, and stays until the other side is gone. */
  private static void answering(ServerSocket server, String head) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(head.getBytes(UTF_8));
                socket.getOutputStream().flush();
                if (!head.contains(" 413 ")) {
                  socket.getInputStream().readAllBytes();
                }
              } catch (IOException e) {
                // The sender has closed.
              }
            });
  }

  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      while (true) {
        socket.getOutputStream().write('x');
        Thread.sleep(20);
      }
    } catch (IOException e) {
      // The sender has closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Webhooks open(Duration timeout) {
    return new Webhooks(
        true, timeout, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24));
  }

  private static WebhookSender sender(Webhooks webhooks) {
    ServiceSettings settings = RunningService.settings("127.0.0.1:1", Path.of("")).with(webhooks);
    return new WebhookSender(settings, new Destination(settings), CLOCK);
  }

  private static Webhook webhook(String url) {
    return new Webhook("shop", "crm", 1, URI.create(url), Set.of(), new ApiKeySecret("secret"), "");
  }
}
