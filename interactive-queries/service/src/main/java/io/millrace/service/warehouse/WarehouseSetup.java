package io.millrace.service.warehouse;

import io.millrace.serdes.topic.Topics;
import io.millrace.service.connect.ProductConnectors;
import io.millrace.service.warehouse.WarehouseSettings.ConnectorLogin;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
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
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the way from the topics to the tables: migrates the tables and defines the connector {@code
 * warehouse}, which the reconciler then creates and keeps running.
 *
 * <p>Each step is retried until it works, because Kafka, Connect and ClickHouse may start in any
 * order. All steps may be repeated, and taken by several instances at once.
 */
public final class WarehouseSetup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarehouseSetup.class);
  private static final long POLL_MS = 100;
  private static final long LONGEST_POLL_MS = 1_000;

  /** A warning for so many failures. */
  private static final int TRIES_PER_WARNING = 20;

  private final ServiceSettings service;
  private final WarehouseSettings settings;
  private final CompletableFuture<ProductConnectors> connectors;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread thread;

  private WarehouseSetup(
      ServiceSettings service,
      WarehouseSettings settings,
      CompletableFuture<ProductConnectors> connectors) {
    this.service = service;
    this.settings = settings;
    this.connectors = connectors;
    this.thread = Thread.ofVirtual().name("warehouse-setup").unstarted(this::run);
  }

  /**
   * Starts at once, since the tables do not need the service.
   *
   * @param connectors completed when the service has started
   */
  public static WarehouseSetup start(
      ServiceSettings service,
      WarehouseSettings settings,
      CompletableFuture<ProductConnectors> connectors) {
    var setup = new WarehouseSetup(service, settings, connectors);
    setup.thread.start();
    return setup;
  }

  /**
   * Done when the tables are up to date and, where there is a Connect cluster, the connector runs
   * for the first time. Fails with a {@link WarehouseConflict} where that needs the operator.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      if (settings.migrates()) {
        untilDone("bringing the ClickHouse tables up to date", this::migrate);
      }
      if (settings.connector().isPresent()) {
        define(settings.connector().get());
      }
      if (!service.connectUrl().isEmpty()) {
        connectors.get().awaitRunning(WarehouseSink.NAME);
      }
      ready.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (MigrationConflict e) {
      ready.completeExceptionally(new WarehouseConflict(String.valueOf(e.getMessage())));
    } catch (ExecutionException e) {
      LOG.debug("the service did not start", e);
    }
  }

  private void migrate() throws SQLException {
    ClickHouseEndpoint clickHouse = service.clickHouse();
    WarehouseMigration.migrate(
        clickHouse.url(), clickHouse.user(), clickHouse.password(), clickHouse.database());
  }

  private void define(ConnectorLogin login) throws InterruptedException, ExecutionException {
    var sink =
        new WarehouseSink(
            WarehouseSink.NAME,
            login.url(),
            login.user(),
            login.password(),
            login.database(),
            new Topics(service.topicPrefix()),
            login.tasks());
    Map<String, String> config = sink.config();
    untilDone("looking for the topics", () -> awaitTopics(config));
    ProductConnectors product = connectors.get();
    untilDone(
        "defining the connector " + WarehouseSink.NAME,
        () -> product.define(WarehouseSink.NAME, config));
  }

  // A consumer that subscribes to a topic that is not there yet looks again after five minutes.
  private void awaitTopics(Map<String, String> config)
      throws InterruptedException, ExecutionException {
    var wanted = new HashSet<>(Arrays.asList(config.getOrDefault("topics", "").split(",", -1)));
    try (Admin admin = KafkaClients.admin(service.kafka(), Map.of())) {
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
      } catch (SQLException | ExecutionException | FailureException | KafkaException e) {
        if (tries % TRIES_PER_WARNING == 0) {
          LOG.warn("{} does not work yet: {}", what, e.getMessage());
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
