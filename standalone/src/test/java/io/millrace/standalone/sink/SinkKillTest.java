package io.millrace.standalone.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import io.millrace.connectors.warehouse.Warehouse;
import io.millrace.standalone.clickhouse.ClickHouseProcess;
import io.millrace.standalone.clickhouse.ClickHouseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkKillTest {
  private static final int KILLS = 5;
  private static final int BATCH = 400;

  @TempDir Path home;

  @Test
  void killsOfTheEngineLoseAndRepeatNothing() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    try (var engine = ClickHouseProcess.start(ClickHouseSettings.in(home));
        var sink = new TestSink(engine.url().toString(), "millrace")) {
      Warehouse.migrate(engine.url().toString(), "default", "", "millrace");
      var killer = CompletableFuture.runAsync(() -> kill(engine, new Random(seed)));
      int produced = 0;
      sink.start();
      while (!killer.isDone()) {
        for (int i = 0; i < BATCH; i++) {
          sink.produce(TestSink.TOPICS.enriched(), i % 2, Samples.event(produced + i));
        }
        sink.deliver(produced, produced + BATCH);
        produced += BATCH;
      }
      killer.join();
      System.out.println(produced + " events, " + sink.attempts() + " attempts");
      assertThat(engine.restarts()).isEqualTo(KILLS);
      assertThat(count(engine)).isEqualTo("%d %d".formatted(produced, produced));
    }
  }

  private static void kill(ClickHouseProcess engine, Random random) {
    for (int kill = 1; kill <= KILLS; kill++) {
      int now = kill;
      Awaitility.await()
          .pollDelay(Duration.ofMillis(200 + random.nextInt(800)))
          .until(
              () ->
                  ProcessHandle.of(engine.pid()).map(ProcessHandle::destroyForcibly).orElse(false));
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> engine.restarts() == now);
    }
  }

  private static String count(ClickHouseProcess engine) throws Exception {
    try (var client =
        new Client.Builder()
            .addEndpoint(engine.url().toString())
            .setUsername("default")
            .setPassword("")
            .setDefaultDatabase("millrace")
            .build()) {
      var row =
          client.queryAll("SELECT count() AS rows, uniqExact(id) AS ids FROM events").getFirst();
      return row.getString("rows") + " " + row.getString("ids");
    }
  }
}
