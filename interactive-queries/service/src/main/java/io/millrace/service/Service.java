package io.millrace.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.service.connect.ProductConnectors;
import io.millrace.service.http.Warmup;
import io.millrace.state.cluster.ShutdownNotice;
import io.millrace.state.kafka.KafkaProducers;
import io.millrace.state.settings.ServiceSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running service. {@link #start} returns once HTTP listens; what needs Kafka or ClickHouse
 * answers 503 until they are there, and {@code /health} says whether everything is.
 */
public final class Service implements AutoCloseable {
  /** The largest body, also once decompressed. */
  public static final long MAX_BODY_BYTES = 4L * 1024 * 1024;

  private final ApplicationContext context;
  private final EmbeddedServer server;

  private Service(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  public static Service start(ServiceSettings settings) {
    ApplicationContext context = context(settings);
    try {
      context.getBean(Warmup.class).run(Warmup.ROUNDS);
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      context.getBean(Bootstrap.class).start(server.getPort());
      return new Service(context, server);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

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

  /** The connectors that whoever runs the service brings along. */
  public ProductConnectors connectors() {
    return context.getBean(ProductConnectors.class);
  }

  /** In order: the others keep its place for as long as its session lasts. */
  @Override
  public void close() {
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
