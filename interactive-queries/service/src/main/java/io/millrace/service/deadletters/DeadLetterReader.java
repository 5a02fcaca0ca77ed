package io.millrace.service.deadletters;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
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

/** Reads the records of dead letters from their topics. */
@Singleton
final class DeadLetterReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;

  DeadLetterReader(ServiceSettings settings) {
    this.kafka = settings.kafka();
  }

  /** A consumer of no group, that sees only what was committed. */
  static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
    return KafkaClients.consumer(
        kafka,
        Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis()));
  }

  /** The records of these dead letters, without those that Kafka has deleted. */
  Map<DeadLetterId, ConsumerRecord<byte[], byte[]>> read(Collection<DeadLetterId> ids) {
    var wanted = new TreeMap<String, NavigableSet<DeadLetterId>>();
    for (DeadLetterId id : ids) {
      wanted.computeIfAbsent(id.topicPartition().toString(), _ -> new TreeSet<>()).add(id);
    }
    var records = new HashMap<DeadLetterId, ConsumerRecord<byte[], byte[]>>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
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
