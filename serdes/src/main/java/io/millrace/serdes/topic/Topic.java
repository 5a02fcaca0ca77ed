package io.millrace.serdes.topic;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic, never without its serdes.
 *
 * @param partitioned whether it has the partition count of the installation; otherwise it has one
 * @param config topic settings that differ from the broker's, by their Kafka names
 */
public record Topic<K, V>(
    String name, Serde<K> key, Serde<V> value, boolean partitioned, Map<String, String> config) {
  public Topic {
    config = Map.copyOf(config);
  }
}
