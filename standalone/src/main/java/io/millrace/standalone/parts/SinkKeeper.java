package io.millrace.standalone.parts;

import io.millrace.connect.warehouse.MigrationConflict;
import io.millrace.connect.warehouse.Warehouse;
import io.millrace.connect.warehouse.WarehouseSink;
import io.millrace.serdes.topic.Topics;
import io.millrace.standalone.CommandException;
import io.millrace.standalone.parts.Engines.ClickHouseLogin;
import io.millrace.standalone.worker.ConnectorState;
import io.millrace.standalone.worker.Connectors;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the way from the topics to the tables open: brings the tables up to date, registers the
 * sink, and starts its tasks again when they fail, at longer and longer intervals.
 *
 * <p>It tries every step until it works, as Kafka, Connect and ClickHouse may come in any order.
 */
final class SinkKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkKeeper.class);
  private static final long POLL_MS = 100;
  private static final long LONGEST_POLL_MS = 1_000;
  private static final long WATCH_MS = 2_000;
  private static final long LONGEST_PAUSE_MS = 60_000;

  private final Layout layout;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Connectors connectors;
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final Thread thread;

  private SinkKeeper(Layout layout) {
    this.layout = layout;
    this.connectors = new Connectors(http, layout.addresses().connect());
    this.thread = Thread.ofVirtual().name("sink-keeper").unstarted(this::run);
  }

  static SinkKeeper start(Layout layout) {
    var keeper = new SinkKeeper(layout);
    keeper.thread.start();
    return keeper;
  }

  /**
   * Done when the sink runs for the first time; fails where that cannot be without the operator.
   */
  CompletableFuture<Void> running() {
    return running;
  }

  @Override
  public void close() {
    thread.interrupt();
    http.shutdownNow();
  }

  private void run() {
    try {
      untilDone("bringing the warehouse's tables up to date", this::migrate);
      Map<String, String> config = sink().config();
      untilDone("looking for the topics", () -> awaitTopics(config));
      untilDone("registering the sink", () -> connectors.put(WarehouseSink.NAME, config));
      watch();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (MigrationConflict e) {
      running.completeExceptionally(new CommandException(String.valueOf(e.getMessage())));
    }
  }

  private void migrate() throws SQLException {
    ClickHouseLogin login = layout.clickHouse();
    Warehouse.migrate(login.url(), login.user(), login.password(), login.database());
  }

  private WarehouseSink sink() {
    ClickHouseLogin login = layout.clickHouse();
    return new WarehouseSink(
        WarehouseSink.NAME,
        login.url(),
        login.user(),
        login.password(),
        login.database(),
        new Topics(Layout.TOPIC_PREFIX),
        1);
  }

  // A consumer that subscribes to a topic that is not there yet looks again after five minutes.
  private void awaitTopics(Map<String, String> config)
      throws InterruptedException, ExecutionException {
    var wanted = new HashSet<>(Arrays.asList(config.getOrDefault("topics", "").split(",", -1)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", layout.addresses().kafka()))) {
      while (!admin.listTopics().names().get().containsAll(wanted)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    }
  }

  private void watch() throws InterruptedException {
    long pause = WATCH_MS;
    while (true) {
      ConnectorState state = state();
      if (state.running()) {
        running.complete(null);
        pause = WATCH_MS;
      } else if (state.failed()) {
        LOG.warn("the sink failed and is started again in {} ms: {}", pause, state.trace());
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        untilDone("starting the sink again", () -> connectors.restartFailed(WarehouseSink.NAME));
      }
      TimeUnit.MILLISECONDS.sleep(running.isDone() ? WATCH_MS : POLL_MS);
    }
  }

  private ConnectorState state() throws InterruptedException {
    try {
      return connectors.state(WarehouseSink.NAME);
    } catch (IOException e) {
      return ConnectorState.UNASSIGNED;
    }
  }

  private static void untilDone(String what, Step step) throws InterruptedException {
    long pause = POLL_MS;
    for (long tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (IOException | SQLException | ExecutionException e) {
        if (tries % 20 == 0) {
          LOG.warn("{} does not work yet: {}", what, e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(LONGEST_POLL_MS, pause * 5 / 4);
      }
    }
  }

  private interface Step {
    void run() throws IOException, SQLException, InterruptedException, ExecutionException;
  }
}
