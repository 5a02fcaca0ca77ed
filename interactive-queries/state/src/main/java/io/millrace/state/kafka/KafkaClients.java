package io.millrace.state.kafka;

import io.millrace.state.settings.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * The one place where clients of Kafka are made, so that each of them connects in the way that the
 * operator says: no other class calls their constructors.
 *
 * <p>A client gets all of {@link KafkaSettings}. What the caller sets for it comes on top, because
 * a guarantee or the length of a wait depends on it.
 */
public final class KafkaClients {
  private KafkaClients() {}

  /** A client that asks for and changes topics, groups and offsets. */
  public static Admin admin(KafkaSettings kafka, Map<String, ?> own) {
    return Admin.create(merged(kafka, own));
  }

  /** A consumer of bytes. */
  public static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka, Map<String, ?> own) {
    return consumer(kafka, own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer of a topic whose keys and values have types. */
  public static <K, V> KafkaConsumer<K, V> consumer(
      KafkaSettings kafka, Map<String, ?> own, Deserializer<K> key, Deserializer<V> value) {
    return new KafkaConsumer<>(merged(kafka, own), key, value);
  }

  /** A producer of bytes. */
  public static Producer<byte[], byte[]> producer(KafkaSettings kafka, Map<String, ?> own) {
    return producer(kafka, own, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A producer of keys and values that have types. */
  public static <K, V> Producer<K, V> producer(
      KafkaSettings kafka, Map<String, ?> own, Serializer<K> key, Serializer<V> value) {
    return new KafkaProducer<>(merged(kafka, own), key, value);
  }

  /** The settings of Kafka Streams, which gives its clients all that it does not know itself. */
  public static Properties streamsConfig(KafkaSettings kafka, Map<?, ?> own) {
    var config = new Properties();
    config.putAll(kafka.properties());
    config.putAll(own);
    return config;
  }

  /**
   * A Kafka Streams application, not started yet.
   *
   * @param config as {@link #streamsConfig} makes it
   * @param clients makes the clients of its threads
   */
  public static KafkaStreams streams(
      Topology topology, Properties config, KafkaClientSupplier clients) {
    return new KafkaStreams(topology, config, clients);
  }

  private static Map<String, Object> merged(KafkaSettings kafka, Map<String, ?> own) {
    var config = new HashMap<String, Object>(kafka.properties());
    config.putAll(own);
    return config;
  }
}
