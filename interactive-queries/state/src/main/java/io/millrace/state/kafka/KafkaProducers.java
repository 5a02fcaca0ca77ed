package io.millrace.state.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The settings of the one producer that all requests share.
 *
 * <p>Every wait has an end, so that a client of a Kafka that is gone gets its 503 within seconds:
 * {@value #MAX_BLOCK_MS} ms for metadata or buffer space, {@value #DELIVERY_TIMEOUT_MS} ms for the
 * acknowledgement.
 */
public final class KafkaProducers {
  /** The name by which micronaut-kafka gives the producer out. */
  public static final String INGEST = "ingest";

  static final int MAX_BLOCK_MS = 2_000;
  static final int DELIVERY_TIMEOUT_MS = 8_000;
  private static final int REQUEST_TIMEOUT_MS = 4_000;

  /**
   * Long enough for the events of concurrent requests to travel together, too short to notice. A
   * batch is of one partition, and there are many: with less, most have one or two events.
   */
  private static final int LINGER_MS = 10;

  /**
   * Batches are small at moderate load, and Kafka's lz4 allocates 128 KiB of fresh memory for each;
   * snappy uses pooled buffers.
   */
  public static final String COMPRESSION = "snappy";

  private static final int BATCH_BYTES = 128 * 1024;
  private static final long BUFFER_BYTES = 64L * 1024 * 1024;

  private KafkaProducers() {}

  /** The settings as micronaut-kafka reads them. */
  public static Map<String, Object> properties() {
    var properties = new LinkedHashMap<String, Object>();
    String prefix = "kafka.producers." + INGEST + ".";
    ingest().forEach((key, value) -> properties.put(prefix + key, value));
    return properties;
  }

  private static Map<String, Object> ingest() {
    var config = new LinkedHashMap<String, Object>();
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, COMPRESSION);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return config;
  }
}
