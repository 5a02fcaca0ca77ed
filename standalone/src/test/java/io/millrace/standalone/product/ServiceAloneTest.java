package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, engine, worker and service in four processes, as on machines of their own. */
class ServiceAloneTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory = Path.of("");

  @Test
  void noClassOfStandaloneIsOnItsPath() throws IOException {
    List<Path> path = ServiceAlone.classPath();
    assertThat(path).hasSizeGreaterThan(20).allMatch(Files::exists);
    for (Path jar : path) {
      try (var opened = new JarFile(jar.toFile())) {
        assertThat(opened.stream().map(Object::toString))
            .as(jar.toString())
            .noneMatch(name -> name.startsWith("io/millrace/standalone/"))
            .noneMatch(name -> name.startsWith("io/millrace/engine/"));
      }
    }
  }

  @Test
  void migratesDefinesTheConnectorAndAnswersFromClickHouse() throws Exception {
    Path home = directory.resolve("home");
    var parts = new ArrayList<Process>();
    try (var product = new ProductProcess(home)) {
      for (String part : List.of("broker", "clickhouse", "worker")) {
        parts.add(role(product, part));
      }
      Addresses engines = new KeysFile(new Home(home)).read().orElseThrow().addresses();
      try (var service = ServiceAlone.start(directory, engines)) {
        await(service, () -> service.said().contains("the way to ClickHouse is open"));
        var client = new RecordingClient(service.url(), ServiceAlone.KEY);
        await(service, () -> client.get("/health").ok());
        var event =
            """
            {"id":"order-17","type":"purchase","visitor":"grace","occurredAt":"%s",
             "money":{"amount":129.90,"currency":"PLN"}}\
            """
                .formatted(Instant.now());
        assertThat(client.call("POST", "/v1/events", event).ok()).isTrue();
        await(service, () -> product.clickHouse("SELECT count() FROM millrace.events").equals("1"));
        assertThat(rows(client, "events")).hasToString("[[1,1]]");
        await(service, () -> rows(client, "live").toString().equals("[[1,1]]"));
        assertThat(client.get("/v1/connectors/warehouse").body().path("actual").asText())
            .isEqualTo("RUNNING");
        int stopped = service.stop();
        assertThat(stopped).as(service.said()).isEqualTo(128 + 15);
      }
    } finally {
      parts.forEach(ProductProcess::kill);
    }
  }

  private static JsonNode rows(RecordingClient client, String source)
      throws IOException, InterruptedException {
    return client
        .call(
            "POST",
            "/v1/query",
            """
            {"rollup":"traffic","measures":["events","visitors"],"source":"%s",
             "from":"2026-01-01T00:00:00Z","to":"2100-01-01T00:00:00Z"}\
            """
                .formatted(source))
        .body()
        .path("rows");
  }

  private Process role(ProductProcess product, String part) throws Exception {
    Path console = directory.resolve(part + ".log");
    Process process =
        product.command(console, "role", part, "--home", directory.resolve("home").toString());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || Files.readString(console).contains("is ready"));
    assertThat(process.isAlive()).as(Files.readString(console)).isTrue();
    return process;
  }

  private static void await(ServiceAlone service, Callable<Boolean> condition) throws Exception {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !service.alive() || condition.call());
    assertThat(service.alive()).as(service.said()).isTrue();
  }
}
