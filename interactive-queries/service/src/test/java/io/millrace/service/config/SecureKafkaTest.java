package io.millrace.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.service.TestHttpClient;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose Kafka takes TLS connections of known users only. */
class SecureKafkaTest {
  private static final String KEY = "mr_admin_secure";

  @TempDir private Path directory = Path.of("");

  @Test
  void everyClientOfTheServiceConnectsOverTlsAndLogsIn() throws Exception {
    try (var broker = new SecureBroker(directory)) {
      refusesWhoDoesNotLogIn(broker.bootstrapServers());
      ServiceConfig config = ServiceConfig.read(Optional.empty(), environment(broker));
      try (Service service = Service.start(config.service(), config.warehouse())) {
        RunningService.awaitReady(service);
        var client = new TestHttpClient(service.port(), KEY);
        // The shared producer writes it, Kafka Streams stores it, transactions of both kinds
        // follow.
        assertThat(
                client.post("/v1/events", "{\"type\":\"browse\",\"visitor\":\"grace\"}").status())
            .isEqualTo(200);
        await(() -> client.get("/v1/visitors/grace").status() == 200);
        // The writer of definitions, and who follows them.
        assertThat(client.put("/v1/tenants/default/acceptance", "{\"ahead\":\"2h\"}").status())
            .isEqualTo(200);
        // Who asks Kafka how far the application is.
        await(
            () ->
                client
                        .get("/v1/visitors/grace?maxStaleness=10s")
                        .header("Millrace-Staleness-Ms")
                        .length()
                    > 0);
      }
    }
  }

  private Map<String, String> environment(SecureBroker broker) {
    var environment = new HashMap<>(broker.environment());
    environment.put("MILLRACE_HTTP_PORT", "0");
    environment.put("MILLRACE_STATE_DIRECTORY", directory.resolve("state").toString());
    environment.put("MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:1");
    environment.put("MILLRACE_CLICKHOUSE_MIGRATE", "false");
    environment.put("MILLRACE_ADMIN_KEY", KEY);
    return environment;
  }

  private static void refusesWhoDoesNotLogIn(String bootstrapServers) {
    var own = Map.of("request.timeout.ms", 2_000, "default.api.timeout.ms", 2_000);
    try (Admin admin = KafkaClients.admin(KafkaSettings.of(bootstrapServers), own)) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .isInstanceOf(ExecutionException.class);
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }
}
