package io.millrace.service.deadletters;

import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the records of dead letters from their topics. */
@Singleton
final class DeadLetterReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  DeadLetterReader(ServiceSettings settings) {
    this.bootstrapServers = settings.bootstrapServers();
  }

  /** A consumer without a group that reads committed records only. */
  static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** The records of these dead letters, without those that Kafka has deleted. */
  Map<DeadLetterId, ConsumerRecord<byte[], byte[]>> read(Collection<DeadLetterId> ids) {
    var wanted = new TreeMap<String, NavigableSet<DeadLetterId>>();
    for (DeadLetterId id : ids) {
      wanted.computeIfAbsent(id.topicPartition().toString(), _ -> new TreeSet<>()).add(id);
    }
    var records = new HashMap<DeadLetterId, ConsumerRecord<byte[], byte[]>>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      for (NavigableSet<DeadLetterId> ofPartition : wanted.values()) {
        read(consumer, ofPartition, records);
      }
    }
    return records;
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      NavigableSet<DeadLetterId> wanted,
      Map<DeadLetterId, ConsumerRecord<byte[], byte[]>> records) {
    TopicPartition partition = wanted.first().topicPartition();
    consumer.assign(List.of(partition));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the dead letters of %s were not read".formatted(partition));
      }
      consumer.seek(partition, wanted.first().offset());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        var id = new DeadLetterId(record.topic(), record.partition(), record.offset());
        if (wanted.remove(id)) {
          records.put(id, record);
        }
      }
      // A record before the position that was not returned does not exist.
      long position = consumer.position(partition);
      wanted.removeIf(id -> id.offset() < position);
    }
  }
}
