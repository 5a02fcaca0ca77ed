package io.millrace.standalone.parts;

import io.millrace.engine.ClickHouseProcess;
import io.millrace.engine.ClickHouseSettings;
import io.millrace.service.Service;
import io.millrace.service.warehouse.WarehouseConflict;
import io.millrace.service.warehouse.WarehouseSettings;
import io.millrace.service.warehouse.WarehouseSettings.ConnectorLogin;
import io.millrace.standalone.broker.Broker;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.ConnectorSecrets;
import io.millrace.standalone.parts.ExternalEngines.ClickHouseLogin;
import io.millrace.standalone.worker.Worker;
import io.millrace.state.access.Scope;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.InitialKey;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that run in this process. They start in parallel; only the worker has to wait for its
 * Kafka. They stop in the order that lets each finish its work with the others.
 */
public final class RunningParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);
  private static final List<Part> CLOSING =
      List.of(Part.SERVICE, Part.WORKER, Part.CLICKHOUSE, Part.BROKER);

  private final InstallationLayout layout;
  private final Set<Part> parts;
  private final Locks locks;
  private final ConnectorSecrets secrets;
  private final StartTimes times = new StartTimes();
  private final Map<Part, AutoCloseable> running = new EnumMap<>(Part.class);

  private volatile CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);

  private RunningParts(InstallationLayout layout, Set<Part> parts, Locks locks) {
    this.layout = layout;
    this.parts = parts;
    this.locks = locks;
    this.secrets = new ConnectorSecrets(layout.home());
  }

  /** Starts these parts on a home directory; returns when each of them listens. */
  public static RunningParts start(StartSettings settings, Set<Part> parts) {
    settings.home().create();
    Locks locks = Locks.take(settings.home(), parts);
    try {
      var product =
          new RunningParts(InstallationLayout.plan(settings, parts), EnumSet.copyOf(parts), locks);
      product.startAll();
      return product;
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  /** Waits until events are processed end to end: the stores can be read and the sink runs. */
  public RunningParts awaitReady(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      ServiceHealth.await(layout.addresses().url(), deadline);
      return this;
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new CommandException(
          "not everything runs after %d s; the reason is in %s"
              .formatted(patience.toSeconds(), layout.home().logs()));
    }
  }

  /** The addresses, ports and directories of the installation. */
  public InstallationLayout layout() {
    return layout;
  }

  /** Stores the duration of the start for {@code status}. */
  public void keepStartTime(Duration ready) {
    StartTimes.keep(layout.home(), ready, times);
  }

  /** The duration of the start, by part. */
  public StartTimes times() {
    return times;
  }

  @Override
  public void close() {
    synchronized (running) {
      for (Part part : CLOSING) {
        close(part, running.remove(part));
      }
    }
    locks.close();
  }

  private void startAll() {
    var broker = begin(Part.BROKER, () -> Broker.start(layout.broker()));
    var starting = new ArrayList<CompletableFuture<Void>>();
    starting.add(broker);
    starting.add(begin(Part.CLICKHOUSE, this::clickHouse));
    starting.add(begin(Part.SERVICE, this::service));
    starting.add(broker.thenCompose(_ -> begin(Part.WORKER, this::worker)));
    try {
      CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      LOG.error("the start failed", e);
      close();
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private CompletableFuture<Void> begin(Part part, Starter starter) {
    if (!parts.contains(part)) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(
        () -> {
          AutoCloseable started = starter.start();
          times.ready(part);
          synchronized (running) {
            running.put(part, started);
          }
        },
        task -> Thread.ofPlatform().name("start-" + part.wireName()).start(task));
  }

  private AutoCloseable clickHouse() {
    try {
      return ClickHouseProcess.start(
          ClickHouseSettings.in(layout.home().clickHouse()).withPort(layout.clickHousePort()));
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private AutoCloseable worker() {
    ReachabilityWait.await(layout.addresses().kafka());
    return Worker.start(layout.worker());
  }

  private AutoCloseable service() {
    secrets.write(layout.clickHouse().secrets());
    Service service = Service.start(serviceSettings(), warehouse());
    ready = service.ready();
    return service;
  }

  /**
   * Whoever runs the first service makes the tables and the connector: two that did so would each
   * name the secrets file of its own home, and the worker knows one.
   */
  private WarehouseSettings warehouse() {
    if (layout.joined()) {
      return WarehouseSettings.LEFT_TO_OTHERS;
    }
    ClickHouseLogin login = layout.clickHouse();
    String password = login.password().isEmpty() ? "" : secrets.reference(ClickHouseLogin.PASSWORD);
    return new WarehouseSettings(
        true,
        Optional.of(new ConnectorLogin(login.url(), login.user(), password, login.database(), 1)));
  }

  private ServiceSettings serviceSettings() {
    var clickHouse = layout.clickHouse();
    return new ServiceSettings(
        layout.host(),
        layout.httpPort(),
        KafkaSettings.of(layout.addresses().kafka()),
        InstallationLayout.TOPIC_PREFIX,
        ServiceSettings.ONE_MACHINE_PARTITIONS,
        layout.home().streams(),
        "millrace",
        new ServiceSettings.ClickHouseEndpoint(
            clickHouse.url(), clickHouse.user(), clickHouse.password(), clickHouse.database()),
        layout.addresses().connect(),
        initialKeys(),
        Webhooks.DEFAULT.withPrivateAddresses(layout.privateWebhooks()),
        layout.advertised(),
        layout.resources());
  }

  private List<InitialKey> initialKeys() {
    return List.of(
        new InitialKey(layout.keys().write(), "default", EnumSet.of(Scope.WRITE)),
        new InitialKey(layout.keys().read(), "default", EnumSet.of(Scope.READ)),
        new InitialKey(layout.keys().admin(), "default", EnumSet.allOf(Scope.class)));
  }

  private static void close(Part part, @Nullable AutoCloseable running) {
    if (running == null) {
      return;
    }
    try {
      running.close();
    } catch (Exception e) {
      LOG.warn("the part {} did not stop cleanly", part.wireName(), e);
    }
  }

  private CommandException failure(Throwable cause) {
    return switch (cause) {
      case CommandException e -> e;
      case WarehouseConflict e -> new CommandException(String.valueOf(e.getMessage()));
      default ->
          new CommandException(
              "the start failed: %s; more is in %s".formatted(cause, layout.home().logs()));
    };
  }

  private interface Starter {
    AutoCloseable start();
  }
}
