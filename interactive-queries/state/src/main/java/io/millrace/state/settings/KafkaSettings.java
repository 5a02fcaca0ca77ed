package io.millrace.state.settings;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * How Kafka is reached: the settings that every client of Kafka gets, in Kafka's own words.
 *
 * @param properties {@code bootstrap.servers}, and whatever else the operator says, such as {@code
 *     security.protocol}
 */
public record KafkaSettings(Map<String, String> properties) {
  private static final Map<String, ConfigKey> KNOWN = known();

  public KafkaSettings {
    properties = Map.copyOf(properties);
    if (properties.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
      throw new IllegalArgumentException("bootstrap.servers must name a broker, but was empty");
    }
  }

  /** A Kafka that is reached in plain text, without a login. */
  public static KafkaSettings of(String bootstrapServers) {
    return of(bootstrapServers, Map.of());
  }

  /**
   * A Kafka that is reached as further settings say.
   *
   * @param further in Kafka's own words
   */
  public static KafkaSettings of(String bootstrapServers, Map<String, String> further) {
    var properties = new TreeMap<>(further);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new KafkaSettings(properties);
  }

  /** Where a client finds its first broker: {@code host:port}, separated by commas. */
  public String bootstrapServers() {
    return properties.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
  }

  /** Passwords, and values of settings that Kafka does not know, are not shown. */
  @Override
  public String toString() {
    var shown = new TreeMap<String, String>();
    properties.forEach((key, value) -> shown.put(key, isSecret(key) ? "***" : value));
    return "KafkaSettings" + shown;
  }

  private static boolean isSecret(String key) {
    ConfigKey known = KNOWN.get(key);
    return known == null || known.type == ConfigDef.Type.PASSWORD;
  }

  private static Map<String, ConfigKey> known() {
    var known = new TreeMap<String, ConfigKey>();
    for (ConfigDef client :
        new ConfigDef[] {
          ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef()
        }) {
      known.putAll(client.configKeys());
    }
    return known;
  }
}
