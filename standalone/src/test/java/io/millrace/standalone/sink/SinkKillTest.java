package io.millrace.standalone.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import io.millrace.engine.ClickHouseProcess;
import io.millrace.engine.ClickHouseSettings;
import io.millrace.warehouse.WarehouseMigration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
      WarehouseMigration.migrate(engine.url().toString(), "default", "", "millrace");
      var delivered = new AtomicInteger();
      var killer = CompletableFuture.runAsync(() -> kill(engine, delivered, new Random(seed)));
      int produced = 0;
      sink.start();
      while (!killer.isDone()) {
        for (int i = 0; i < BATCH; i++) {
          sink.produce(TestSink.TOPICS.enriched(), i % 2, Samples.event(produced + i));
        }
        sink.deliver(produced, produced + BATCH);
        produced += BATCH;
        delivered.set(produced);
      }
      killer.join();
      System.out.println(produced + " events, " + sink.failures() + " failures");
      assertThat(engine.restarts()).isEqualTo(KILLS);
      assertThat(count(engine)).isEqualTo("%d %d".formatted(produced, produced));
    }
  }

  /** Each time after some batches have gone through, at any moment of one. */
  private static void kill(ClickHouseProcess engine, AtomicInteger delivered, Random random) {
    for (int kill = 0; kill < KILLS; kill++) {
      int enough = delivered.get() + BATCH * (2 + random.nextInt(10));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> delivered.get() >= enough);
      LockSupport.parkNanos(random.nextInt(30_000_000));
      int before = engine.restarts();
      ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly);
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> engine.restarts() == before + 1);
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
