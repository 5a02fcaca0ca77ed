package io.millrace.interactivequeries.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Clients of Kafka Streams that do not spin. While a rebalance waits for the other members, a
 * stream thread that has given partitions up polls without any pause, as it does on its way to its
 * end: on a busy machine that takes the processor from the very members it waits for.
 */
final class PatientClients extends DefaultKafkaClientSupplier {
  private static final Duration LEAST_POLL = Duration.ofMillis(5);

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return super.poll(timeout.isZero() ? LEAST_POLL : timeout);
      }
    };
  }
}
