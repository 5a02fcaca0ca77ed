package io.millrace.service.ingest;

import io.millrace.state.reads.EventPosition;
import io.millrace.state.reads.SignedTokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The last record of a request in each partition. */
final class EventPositionBuilder {
  private final Map<TopicPartition, Long> last = new HashMap<>();

  void add(RecordMetadata record) {
    last.merge(new TopicPartition(record.topic(), record.partition()), record.offset(), Math::max);
  }

  /**
   * Empty without records, and shortly after the start of a cluster, before tokens can be signed.
   */
  Optional<String> token(String tenant, long now, SignedTokens tokens) {
    if (last.isEmpty() || !tokens.ready()) {
      return Optional.empty();
    }
    return Optional.of(tokens.position(new EventPosition(tenant, now, parts())));
  }

  private List<EventPosition.Part> parts() {
    return last.entrySet().stream()
        .map(
            entry ->
                new EventPosition.Part(
                    entry.getKey().topic(), entry.getKey().partition(), entry.getValue()))
        .toList();
  }
}
