package io.millrace.service.visitors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The answers that the event loop gives, beside those of the framework's route. */
@ExtendWith(RunningService.class)
class VisitorFastPathTest {
  /** What makes a request one for the framework, and changes nothing else. */
  private static final String BY_THE_FRAMEWORK = "?partial=false";

  /** What the event loop answers on a visitor, and on the same with terms. */
  private static final List<String> ENDS =
      List.of("", "?maxStaleness=10s", "/segments", "/segments?maxStaleness=10s");

  @Test
  void areTheAnswersOfTheFramework(Running running) {
    List<String> paths = List.of("quick", "quick%20%C5%BC%2F%2B", "quick+plus", "quick%3Fa=b");
    for (String name : List.of("quick", "quick ż/+", "quick+plus", "quick?a=b")) {
      send(running, name);
    }
    for (String path : paths) {
      var _ = await(running, path);
      ENDS.forEach(end -> expectTheSame(running, path + end));
    }
  }

  @Test
  void areTheAnswersOfTheFrameworkOnWhoIsNotKnownAndWhatIsNotRight(Running running) {
    for (String end : ENDS) {
      assertThat(expectTheSame(running, "quick-nobody" + end).status()).isEqualTo(404);
    }
    for (String wrong : List.of("10", "", "0s", "10s%20", "-1s", "99999999d")) {
      String path = "quick-nobody?maxStaleness=" + wrong;
      assertThat(expectTheSame(running, path).status()).isEqualTo(422);
    }
  }

  private static TestHttpClient.TestResponse expectTheSame(Running running, String path) {
    TestHttpClient.TestResponse quick = get(running, path);
    TestHttpClient.TestResponse usual =
        get(running, path + BY_THE_FRAMEWORK.replace('?', path.contains("?") ? '&' : '?'));
    assertThat(quick.status()).as(path).isEqualTo(usual.status());
    assertThat(withoutNow(quick)).as(path).isEqualTo(withoutNow(usual));
    assertThat(headers(quick)).as(path).isEqualTo(headers(usual));
    return quick;
  }

  @Test
  void areForTheTenantAndTheScopeOfTheKeyAlone(Running running) throws IOException {
    send(running, "quick-own");
    var _ = await(running, "quick-own");
    TestHttpClient other =
        running.as(
            running
                .admin()
                .post("/v1/tenants", "{\"tenant\":\"quick-other\"}")
                .json()
                .at("/keys/read")
                .asText());
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> other.get("/v1/visitors/quick-own").status() == 404);
    assertThat(running.writer().get("/v1/visitors/quick-own").status()).isEqualTo(403);
    for (String wrong : List.of("", "mr_read_tes", "mr_read_testx")) {
      assertThat(running.as(wrong).get("/v1/visitors/quick-own").status()).isEqualTo(401);
    }
    // Two on one connection: the first as if it were plain, the last by the framework.
    assertThat(exchange(running, request("quick%ZZ", false) + request("quick%ZZ", true)))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("HTTP/1.1 200")
        .doesNotContain("HTTP/1.1 5");
  }

  @Test
  void comeInTheOrderOfTheRequestsWhoeverGivesThem(Running running) throws IOException {
    var expected = new StringBuilder();
    var requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      send(running, "quick-" + i);
    }
    for (int i = 0; i < 20; i++) {
      var _ = await(running, "quick-" + i);
      requests.append(request("quick-" + i + (i % 3 == 1 ? BY_THE_FRAMEWORK : ""), i == 19));
      expected.append("quick-").append(i).append(' ');
    }
    var names = new StringBuilder();
    Pattern.compile("\"visitor\":\"([^\"]*)\"")
        .matcher(exchange(running, requests.toString()))
        .results()
        .forEach(found -> names.append(found.group(1)).append(' '));
    assertThat(names).hasToString(expected.toString());
  }

  /** All that is answered to what is sent on one connection. */
  private static String exchange(Running running, String requests) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), running.service().port())) {
      socket.getOutputStream().write(requests.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String request(String path, boolean last) {
    return "GET /v1/visitors/%s HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer %s\r\n%s\r\n"
        .formatted(path, RunningService.READ_KEY, last ? "Connection: close\r\n" : "");
  }

  private static void send(Running running, String visitor) {
    TestHttpClient.TestResponse answer =
        running
            .writer()
            .post(
                "/v1/events",
                """
                {"type":"identify","visitor":"%1$s","userId":"%1$s","traits":{"age":41}}
                """
                    .formatted(visitor));
    assertThat(answer.status()).isEqualTo(200);
  }

  private static TestHttpClient.TestResponse get(Running running, String path) {
    return running.as(RunningService.READ_KEY).get("/v1/visitors/" + path);
  }

  private static TestHttpClient.TestResponse await(Running running, String path) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> get(running, path), answer -> answer.status() == 200);
  }

  private static String withoutNow(TestHttpClient.TestResponse answer) {
    return ((ObjectNode) answer.json()).without(List.of("now", "asOf")).toString();
  }

  /** With those that hold another value each time only by name. */
  private static Map<String, List<String>> headers(TestHttpClient.TestResponse answer) {
    var headers = new HashMap<>(answer.response().headers().map());
    for (String varies : List.of("date", "millrace-staleness-ms", "content-length")) {
      headers.replace(varies, List.of());
    }
    return headers;
  }
}
