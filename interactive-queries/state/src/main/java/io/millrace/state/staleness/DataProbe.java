package io.millrace.state.staleness;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Determines whether there is any committed record between two offsets.
 *
 * <p>Transactions leave markers in a partition, and aborted ones records that nobody sees. A
 * consumer that commits "the last record and one" never commits past the markers after it, so that
 * its offset stays below the end although it has read everything. Here a separate consumer checks
 * whether anything is left. For one thread.
 */
public final class DataProbe implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(40);
  private static final int MAX_POLLS = 3;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Gap> gaps = new HashMap<>();

  /**
   * Connects on first use.
   *
   * @param clientId by which the broker knows it
   */
  public DataProbe(KafkaSettings kafka, String clientId) {
    var config = new HashMap<String, Object>();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // A fetch returns one batch at least; more is not needed.
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000);
    this.consumer = KafkaClients.consumer(kafka, config);
  }

  /**
   * From {@code from} until before {@code to} there is no data.
   *
   * @param dataFollows whether the record at {@code to} is data, or nothing is known of it
   */
  private record Gap(long from, long to, boolean dataFollows) {
    boolean holds(long offset) {
      return from <= offset && offset <= to;
    }
  }

  /** Whether no committed record is in {@code from <= offset < to}, as far as can be seen now. */
  public boolean empty(TopicPartition partition, long from, long to) {
    Gap gap = gaps.get(partition);
    if (gap == null || !gap.holds(from)) {
      gap = new Gap(from, from, false);
    }
    if (gap.to < to && !gap.dataFollows) {
      gap = look(partition, gap, to);
      gaps.put(partition, gap);
    }
    return gap.to >= to;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private Gap look(TopicPartition partition, Gap known, long to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, known.to);
    long reached = known.to;
    for (int polls = 0; polls < MAX_POLLS && reached < to; polls++) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        return new Gap(known.from, records.iterator().next().offset(), true);
      }
      reached = consumer.position(partition);
    }
    return new Gap(known.from, reached, false);
  }
}
