package io.millrace.state.staleness;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Where consumer groups are. For one thread. */
interface GroupOffsets extends AutoCloseable {
  /**
   * The offset behind the last record that each group has committed, by group and partition;
   * without the groups of which Kafka does not tell. Throws a {@code KafkaException} where it tells
   * of none.
   */
  Map<String, Map<TopicPartition, Long>> committed(Set<String> groups);

  @Override
  void close();
}
