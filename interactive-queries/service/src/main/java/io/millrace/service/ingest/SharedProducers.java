package io.millrace.service.ingest;

import io.micronaut.configuration.kafka.DefaultProducerFactory;
import io.micronaut.configuration.kafka.ProducerFactory;
import io.micronaut.context.annotation.Replaces;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;

/** Makes the producers of micronaut-kafka where all other clients of Kafka are made. */
@Singleton
@Replaces(DefaultProducerFactory.class)
final class SharedProducers implements ProducerFactory {
  private final ServiceSettings settings;

  SharedProducers(ServiceSettings settings) {
    this.settings = settings;
  }

  @Override
  public <K, V> Producer<K, V> createProducer(
      Properties config, Serializer<K> key, Serializer<V> value) {
    Map<String, Object> own = new HashMap<>();
    config.forEach((name, setting) -> own.put(String.valueOf(name), setting));
    return KafkaClients.producer(settings.kafka(), own, key, value);
  }
}
