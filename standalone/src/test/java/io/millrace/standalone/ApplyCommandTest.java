package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a service that takes every name but one. */
class ApplyCommandTest {
  private static final String REFUSED = "refused";

  @TempDir private Path directory = Path.of("");
  private final StringWriter out = new StringWriter();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final HttpServer service;

  ApplyCommandTest() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    service.createContext("/", this::answer);
    service.start();
    String url = "http://127.0.0.1:" + service.getAddress().getPort();
    new KeysFile(new Home(directory.resolve("home")).create())
        .write(new Addresses(url, url, "127.0.0.1:1", url), Optional.empty());
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  @Test
  void sendsSegmentsAfterThoseTheyAskFor() throws IOException {
    assertThat(apply("segments: [{name: a, rule: {segment: b}}, {name: b, rule: {}}]")).isZero();
    assertThat(paths).containsExactly("PUT /v1/segments/b", "PUT /v1/segments/a");
    assertThat(out.toString()).containsPattern("segment b +created\\s+segment a +created");
  }

  @Test
  void goesOnAfterARefusalAndFailsInTheEnd() throws IOException {
    assertThat(apply("segments: [{name: refused, rule: {}}, {name: b, rule: {}}]")).isEqualTo(1);
    assertThat(paths).hasSize(2);
    assertThat(out.toString()).contains("rule must be an object (HTTP 422)").contains("created");
  }

  @Test
  void takesTheSegmentsThatShipAsTheyArePrinted() throws IOException {
    assertThat(run("segments")).isZero();
    String yaml = out.toString();
    assertThat(apply(yaml)).isZero();
    assertThat(paths).hasSizeGreaterThanOrEqualTo(50).contains("PUT /v1/segments/cart-abandoners");
  }

  private int apply(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("file.yaml"), yaml);
    return run("apply", "-f", file.toString(), "--home", directory.resolve("home").toString());
  }

  private int run(String... arguments) {
    return Millrace.commandLine().setOut(new PrintWriter(out, true)).execute(arguments);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    paths.add(exchange.getRequestMethod() + " " + path);
    boolean refused = path.endsWith(REFUSED);
    byte[] body =
        (refused ? "{\"detail\":\"rule must be an object\"}" : "{\"change\":\"created\"}")
            .getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(refused ? 422 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
