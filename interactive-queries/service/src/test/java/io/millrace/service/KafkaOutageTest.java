package io.millrace.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.EventType;
import io.millrace.service.RunningService.Running;
import io.millrace.state.settings.ServiceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kafka comes late, and goes away under load. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaOutageTest {
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void answers503UntilKafkaComesAndThenWorksByItself() {
    var broker = new TestBroker(dir.resolve("broker"));
    ServiceSettings settings =
        RunningService.settings(broker.bootstrapServers(), dir.resolve("state"));
    try (broker;
        Service service = Service.start(settings)) {
      var running = new Running(broker, service, settings);

      TestHttpClient.TestResponse refused = running.writer().post("/v1/events", event("early"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.json().at("/results/0/status").asText()).isEqualTo("failed");
      assertThat(running.as("mr_write_unknown").post("/v1/events", event("x")).status())
          .isEqualTo(503);
      assertThat(running.as("").get("/health").status()).isEqualTo(503);
      assertThat(running.as("").get("/health/liveness").status()).isEqualTo(200);

      broker.start();
      RunningService.awaitReady(service);
      assertThat(running.writer().post("/v1/events", event("late")).status()).isEqualTo(200);
      assertThat(running.event(EventType.BROWSE, "late").visitor()).isEqualTo("v");
    }
  }

  @Test
  void losesNothingThatItAcknowledgedWhenKafkaGoesAway() throws InterruptedException {
    TestBroker broker = new TestBroker(dir.resolve("broker")).start();
    ServiceSettings settings =
        RunningService.settings(broker.bootstrapServers(), dir.resolve("state"));
    try (broker;
        Service service = Service.start(settings)) {
      var running = new Running(broker, service, settings);
      RunningService.awaitReady(service);
      var load = new Load(running);

      Thread sender = Thread.ofVirtual().start(load);
      load.awaitAcknowledged(500);
      broker.stop();
      load.awaitRefused();
      broker.start();
      load.awaitAcknowledged(load.acknowledgedSoFar() + 500);
      load.stop();
      sender.join();

      Set<String> stored = new HashSet<>(running.ids(EventType.BROWSE));
      assertThat(stored).containsAll(load.acknowledged());
    }
  }

  private static String event(String id) {
    return "{\"id\":\"%s\",\"type\":\"browse\",\"visitor\":\"v\"}".formatted(id);
  }

  /** Sends lists of ten events one after another and remembers what was acknowledged. */
  private static final class Load implements Runnable {
    private static final int EVENTS = 10;

    private final Running running;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<String> acknowledged = new ArrayList<>();
    private final AtomicBoolean refused = new AtomicBoolean();

    Load(Running running) {
      this.running = running;
    }

    @Override
    public void run() {
      for (int request = 0; !stopped.get(); request++) {
        TestHttpClient.TestResponse answer = running.writer().post("/v1/events", list(request));
        if (answer.status() == 503) {
          refused.set(true);
        }
        remember(answer.json());
      }
    }

    void stop() {
      stopped.set(true);
    }

    synchronized int acknowledgedSoFar() {
      return acknowledged.size();
    }

    synchronized List<String> acknowledged() {
      return List.copyOf(acknowledged);
    }

    void awaitAcknowledged(int count) {
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> acknowledgedSoFar() >= count);
    }

    void awaitRefused() {
      Awaitility.await().atMost(Duration.ofMinutes(2)).untilTrue(refused);
    }

    private synchronized void remember(JsonNode answer) {
      for (JsonNode result : answer.path("results")) {
        if (result.path("status").asText().equals("accepted")) {
          acknowledged.add(result.path("id").asText());
        }
      }
    }

    private static String list(int request) {
      var events = new ArrayList<String>();
      for (int i = 0; i < EVENTS; i++) {
        events.add(event("load-%d-%d".formatted(request, i)));
      }
      return "[" + String.join(",", events) + "]";
    }
  }
}
