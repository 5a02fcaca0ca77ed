package io.millrace.state.staleness;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Offsets of changelogs. Throws a {@code KafkaException} if Kafka does not respond. */
interface ChangelogOffsets extends AutoCloseable {
  /** The last stable offset of each: before it everything is committed or aborted. */
  Map<TopicPartition, Long> lastStable(Set<TopicPartition> changelogs);

  /** Whether no committed record is in {@code from <= offset < to}, as far as can be seen now. */
  boolean empty(TopicPartition changelog, long from, long to);

  @Override
  void close();
}
