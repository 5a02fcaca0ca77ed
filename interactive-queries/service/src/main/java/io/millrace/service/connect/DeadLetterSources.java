package io.millrace.service.connect;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/** The dead letter settings in the definitions of connectors. */
@Singleton
public final class DeadLetterSources {
  private static final String TOPIC = "errors.deadletterqueue.topic.name";
  private static final String SINK = "ClickHouseSinkConnector";

  private final ConnectorCatalogue catalog;

  DeadLetterSources(ConnectorCatalogue catalog) {
    this.catalog = catalog;
  }

  /** The dead letter topics of the defined connectors. */
  public Set<String> topics() {
    var topics = new TreeSet<String>();
    for (DesiredConnector desired : catalog.current().connectors().values()) {
      String topic = desired.config().getOrDefault(TOPIC, "").strip();
      if (!topic.isEmpty()) {
        topics.add(topic);
      }
    }
    return topics;
  }

  /**
   * The target table of a connector for the records of a topic; {@code ""} if its configuration
   * does not tell: it is another sink, or a transform may have changed the topic.
   */
  public String table(String connector, String topic) {
    DesiredConnector desired = catalog.find(connector);
    if (desired == null || !desired.config().getOrDefault("connector.class", "").endsWith(SINK)) {
      return "";
    }
    for (String pair : desired.config().getOrDefault("tables", "").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(topic)) {
        return pair.substring(equals + 1).strip();
      }
    }
    return desired.config().getOrDefault("transforms", "").isBlank() ? topic : "";
  }
}
