package io.millrace.state.freshness;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** An offset for each partition: that of the next record. */
public record PartitionOffsets(Map<TopicPartition, Long> next) {
  public PartitionOffsets {
    next = Map.copyOf(next);
  }
}
