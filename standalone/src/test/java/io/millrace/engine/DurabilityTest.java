package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
  private static final int BATCHES = 300;
  private static final int ROWS = 1_000;
  private static final int KILLS = 3;

  @TempDir private Path home = Path.of("");

  @Test
  void retriedBatchesCountOnceAlthoughTheEngineIsKilled() throws Exception {
    try (var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(home));
        Client client = new TestDatabase(clickHouse.url(), "default").client()) {
      ClickHouseHttpClient http = ClickHouseHttpClient.at(clickHouse.url());
      http.run(
          "CREATE TABLE exact (id UInt64) ENGINE = MergeTree ORDER BY id"
              + " SETTINGS non_replicated_deduplication_window = 1000");
      var acknowledged = new AtomicInteger();
      var writer = CompletableFuture.runAsync(() -> write(client, acknowledged));
      for (int kill = 1; kill <= KILLS; kill++) {
        int reached = BATCHES * kill / (KILLS + 1);
        ProcessWait.until(() -> acknowledged.get() >= reached);
        ProcessHandle.of(clickHouse.pid()).orElseThrow().destroyForcibly();
        int restarts = kill;
        ProcessWait.until(() -> clickHouse.restarts() >= restarts);
      }
      writer.get(2, TimeUnit.MINUTES);
      assertThat(http.run("SELECT count(), uniqExact(id), max(id) FROM exact"))
          .isEqualTo("300000\t300000\t299999");
    }
  }

  private static void write(Client client, AtomicInteger acknowledged) {
    for (int batch = 0; batch < BATCHES; batch++) {
      var settings = new InsertSettings().serverSetting("insert_deduplication_token", "b" + batch);
      int number = batch;
      byte[] rows = rows(number);
      while (!insert(client, rows, settings)) {
        ProcessWait.until(() -> client.ping(1_000));
      }
      acknowledged.incrementAndGet();
    }
  }

  private static boolean insert(Client client, byte[] rows, InsertSettings settings) {
    try {
      var body = new ByteArrayInputStream(rows);
      client.insert("exact", body, ClickHouseFormat.RowBinary, settings).get().close();
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private static byte[] rows(int batch) {
    var rows = ByteBuffer.allocate(8 * ROWS).order(ByteOrder.LITTLE_ENDIAN);
    for (long row = 0; row < ROWS; row++) {
      rows.putLong(batch * (long) ROWS + row);
    }
    return rows.array();
  }
}
