package io.millrace.service;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.access.Scope;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
import io.millrace.state.settings.ServiceSettings.InitialKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one service of the test JVM, with a broker of its own. */
public final class RunningService implements ParameterResolver {
  public static final String WRITE_KEY = "mr_write_test";
  public static final String READ_KEY = "mr_read_test";
  public static final String ADMIN_KEY = "mr_admin_test";

  /** What is running, and how to reach it. */
  public record Running(TestBroker broker, Service service, ServiceSettings settings)
      implements AutoCloseable {
    public TestHttpClient as(String key) {
      return new TestHttpClient(service.port(), key);
    }

    public TestHttpClient writer() {
      return as(WRITE_KEY);
    }

    public TestHttpClient admin() {
      return as(ADMIN_KEY);
    }

    /** The event with this message id. */
    public Event event(EventType type, String id) {
      return TopicReader.readAll(broker.bootstrapServers(), topics().events(type)).stream()
          .map(ConsumerRecord::value)
          .filter(event -> event.id().equals(id))
          .reduce(
              (first, second) -> {
                throw new AssertionError("more than one event has the id " + id);
              })
          .orElseThrow(() -> new AssertionError("no event has the id " + id));
    }

    /** The ids of all events of a type. */
    public List<String> ids(EventType type) {
      return TopicReader.readAll(broker.bootstrapServers(), topics().events(type)).stream()
          .map(record -> record.value().id())
          .toList();
    }

    /** The quarantined events whose payload has a text. */
    public List<Quarantined> quarantined(String text) {
      return TopicReader.readAll(broker.bootstrapServers(), topics().quarantine()).stream()
          .map(ConsumerRecord::value)
          .filter(refused -> refused.payload().contains(text))
          .toList();
    }

    private Topics topics() {
      return new Topics(settings.topicPrefix());
    }

    @Override
    public void close() {
      service.close();
      broker.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(Running.class, _ -> startReady(), Running.class);
  }

  /** Settings as one machine has them. */
  public static ServiceSettings settings(String bootstrapServers, Path stateDir) {
    return new ServiceSettings(
        ServiceSettings.LOOPBACK,
        0,
        bootstrapServers,
        "",
        ServiceSettings.ONE_MACHINE_PARTITIONS,
        stateDir,
        "millrace",
        new ClickHouseEndpoint("http://127.0.0.1:1", "default", "", "millrace"),
        "http://127.0.0.1:1",
        List.of(
            new InitialKey(WRITE_KEY, "default", Set.of(Scope.WRITE)),
            new InitialKey(READ_KEY, "default", Set.of(Scope.READ)),
            new InitialKey(ADMIN_KEY, "default", EnumSet.allOf(Scope.class))));
  }

  public static Path temporaryDirectory(String name) {
    try {
      return Files.createTempDirectory("millrace-" + name);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void awaitReady(Service service) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> new TestHttpClient(service.port(), "").get("/health").status() == 200);
  }

  private static Running startReady() {
    TestBroker broker = new TestBroker(temporaryDirectory("broker")).start();
    ServiceSettings settings = settings(broker.bootstrapServers(), temporaryDirectory("state"));
    Service service = Service.start(settings);
    awaitReady(service);
    return new Running(broker, service, settings);
  }
}
