package io.millrace.standalone.parts;

import io.millrace.serdes.topic.Topics;
import io.millrace.service.connect.ProductConnectors;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.ConnectorSecrets;
import io.millrace.standalone.parts.ExternalEngines.ClickHouseLogin;
import io.millrace.state.problem.FailureException;
import io.millrace.warehouse.MigrationConflict;
import io.millrace.warehouse.WarehouseMigration;
import io.millrace.warehouse.WarehouseSink;
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
 * Sets up the sink from the topics to the tables: migrates the tables and defines the connector,
 * which the service's reconciler then creates and keeps running.
 *
 * <p>A further instance of an installation only waits for the sink of the first.
 *
 * <p>Every step is retried until it succeeds, as Kafka and ClickHouse may start in any order.
 */
final class SinkSetup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkSetup.class);
  private static final long POLL_MS = 100;
  private static final long LONGEST_POLL_MS = 1_000;

  private final InstallationLayout layout;
  private final ConnectorSecrets secrets;
  private final CompletableFuture<ProductConnectors> connectors;
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final Thread thread;

  private SinkSetup(InstallationLayout layout, CompletableFuture<ProductConnectors> connectors) {
    this.layout = layout;
    this.secrets = new ConnectorSecrets(layout.home());
    this.connectors = connectors;
    this.thread = Thread.ofVirtual().name("sink-keeper").unstarted(this::run);
  }

  /**
   * Starts immediately: the tables do not need the service.
   *
   * @param connectors completed when the service has started
   */
  static SinkSetup start(
      InstallationLayout layout, CompletableFuture<ProductConnectors> connectors) {
    var keeper = new SinkSetup(layout, connectors);
    keeper.secrets.write(layout.clickHouse().secrets());
    keeper.thread.start();
    return keeper;
  }

  /** Completed when the sink runs for the first time; fails if that needs the operator. */
  CompletableFuture<Void> running() {
    return running;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      if (!layout.joined()) {
        open();
      }
      connectors.get().awaitRunning(WarehouseSink.NAME);
      running.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (MigrationConflict e) {
      running.completeExceptionally(new CommandException(String.valueOf(e.getMessage())));
    } catch (ExecutionException e) {
      LOG.debug("the service did not start", e);
    }
  }

  // Two instances that did so would each name the secrets file of its own home, and the worker has
  // one.
  private void open() throws InterruptedException, ExecutionException {
    untilDone("bringing the warehouse's tables up to date", this::migrate);
    Map<String, String> config = sink().config();
    untilDone("looking for the topics", () -> awaitTopics(config));
    ProductConnectors service = connectors.get();
    untilDone("defining the sink", () -> service.define(WarehouseSink.NAME, config));
  }

  private void migrate() throws SQLException {
    ClickHouseLogin login = layout.clickHouse();
    WarehouseMigration.migrate(login.url(), login.user(), login.password(), login.database());
  }

  private WarehouseSink sink() {
    ClickHouseLogin login = layout.clickHouse();
    return new WarehouseSink(
        WarehouseSink.NAME,
        login.url(),
        login.user(),
        login.password().isEmpty() ? "" : secrets.reference(ClickHouseLogin.PASSWORD),
        login.database(),
        new Topics(InstallationLayout.TOPIC_PREFIX),
        1);
  }

  // A consumer that subscribes to a missing topic looks again after five minutes.
  private void awaitTopics(Map<String, String> config)
      throws InterruptedException, ExecutionException {
    var wanted = new HashSet<>(Arrays.asList(config.getOrDefault("topics", "").split(",", -1)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", layout.addresses().kafka()))) {
      while (!admin.listTopics().names().get().containsAll(wanted)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    }
  }

  private static void untilDone(String what, Step step) throws InterruptedException {
    long pause = POLL_MS;
    for (long tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (SQLException | ExecutionException | FailureException e) {
        if (tries % 20 == 0) {
          LOG.warn("{} failed and is retried: {}", what, e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(LONGEST_POLL_MS, pause * 5 / 4);
      }
    }
  }

  private interface Step {
    void run() throws SQLException, InterruptedException, ExecutionException;
  }
}
