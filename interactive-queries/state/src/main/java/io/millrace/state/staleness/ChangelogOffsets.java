package io.millrace.state.staleness;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What is asked about changelogs. Throws a {@code KafkaException} where Kafka does not answer. */
interface ChangelogOffsets extends AutoCloseable {
  /** The last stable offset of each: before it everything is committed or aborted. */
  Map<TopicPartition, Long> lastStable(Set<TopicPartition> changelogs);

  /** Whether no committed record lies in {@code from <= offset < to}, as far as can be seen now. */
  boolean empty(TopicPartition changelog, long from, long to);

  @Override
  void close();
}
