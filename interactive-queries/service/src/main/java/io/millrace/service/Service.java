package io.millrace.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.service.connect.ProductConnectors;
import io.millrace.service.http.Warmup;
import io.millrace.service.warehouse.WarehouseConflict;
import io.millrace.service.warehouse.WarehouseSettings;
import io.millrace.service.warehouse.WarehouseSetup;
import io.millrace.state.cluster.ShutdownNotice;
import io.millrace.state.kafka.KafkaProducers;
import io.millrace.state.settings.ServiceSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The running service. {@link #start} returns once HTTP listens; what needs Kafka or ClickHouse
 * answers 503 until they are there, and {@code /health} says whether everything is.
 */
public final class Service implements AutoCloseable {
  /** The largest body, also once decompressed. */
  public static final long MAX_BODY_BYTES = 4L * 1024 * 1024;

  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final WarehouseSetup warehouse;

  private Service(ApplicationContext context, EmbeddedServer server, WarehouseSetup warehouse) {
    this.context = context;
    this.server = server;
    this.warehouse = warehouse;
  }

  /** Starts an instance that leaves the tables and the connector to another. */
  public static Service start(ServiceSettings settings) {
    return start(settings, WarehouseSettings.LEFT_TO_OTHERS);
  }

  /** Starts an instance; tables and connector are made beside it, as {@link #ready} tells. */
  public static Service start(ServiceSettings settings, WarehouseSettings warehouse) {
    var connectors = new CompletableFuture<ProductConnectors>();
    WarehouseSetup setup = WarehouseSetup.start(settings, warehouse, connectors);
    try {
      Service service = start(context(settings), setup);
      connectors.complete(service.context.getBean(ProductConnectors.class));
      return service;
    } catch (RuntimeException e) {
      setup.close();
      throw e;
    }
  }

  private static Service start(ApplicationContext context, WarehouseSetup setup) {
    try {
      context.getBean(Warmup.class).run(Warmup.ROUNDS);
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      context.getBean(Bootstrap.class).start(server.getPort());
      return new Service(context, server, setup);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** The beans of a service with these settings, of which none serves yet. */
  public static ApplicationContext context(ServiceSettings settings) {
    return ApplicationContext.builder()
        .singletons(settings)
        .properties(properties(settings))
        .deduceEnvironment(false)
        .banner(false)
        .start();
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /**
   * Done when the tables are up to date and, where there is a Connect cluster, the connector {@code
   * warehouse} runs for the first time; fails with a {@link WarehouseConflict} where the operator
   * has to act.
   */
  public CompletableFuture<Void> ready() {
    return warehouse.ready();
  }

  /** In order: the others keep its place for as long as its session lasts. */
  @Override
  public void close() {
    warehouse.close();
    if (context.isRunning()) {
      context.getBean(ShutdownNotice.class).send();
    }
    context.close();
  }

  private static Map<String, Object> properties(ServiceSettings settings) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("micronaut.application.name", "millrace");
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
    properties.put("micronaut.server.max-request-size", MAX_BODY_BYTES);
    // Every call carries its key itself, so a page of any origin may make it: Segment's do.
    properties.put("micronaut.server.cors.enabled", true);
    properties.put("micronaut.server.cors.localhost-pass-through", true);
    properties.put("micronaut.server.cors.configurations.any.allow-credentials", false);
    properties.put("endpoints.all.enabled", false);
    properties.put("endpoints.health.enabled", true);
    properties.put("endpoints.health.sensitive", false);
    properties.put("endpoints.health.details-visible", "ANONYMOUS");
    properties.put("endpoints.health.disk-space.enabled", false);
    properties.put("kafka.health.enabled", false);
    properties.put("kafka.bootstrap.servers", settings.kafka().bootstrapServers());
    properties.putAll(KafkaProducers.properties());
    return properties;
  }
}
