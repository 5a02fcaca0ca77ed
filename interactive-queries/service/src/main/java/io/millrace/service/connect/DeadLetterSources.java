package io.millrace.service.connect;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/** What the definitions of connectors say about their dead letters. */
@Singleton
public final class DeadLetterSources {
  private static final String TOPIC = "errors.deadletterqueue.topic.name";
  private static final String SINK = "ClickHouseSinkConnector";

  private final ConnectorCatalogue catalog;

  DeadLetterSources(ConnectorCatalogue catalog) {
    this.catalog = catalog;
  }

  /** The topics to which the defined connectors write what they cannot take. */
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
   * The table to which a connector would have written a record of a topic; {@code ""} where its
   * configuration does not tell: it is not our sink, or a transform may have changed the topic.
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
