package io.millrace.state.scale;

import static java.util.stream.Collectors.toMap;

import io.millrace.state.settings.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Determines whether an application has processed all of its inputs.
 *
 * <p>Its commits are checked first, then what is after them: what a transaction that is open now
 * will write to another input follows from a record that is not committed yet, and is seen. Markers
 * of transactions come after the last commit, so that offsets alone do not tell.
 */
final class InputDrain implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int MAX_POLLS = 40;

  private final Admin admin;
  private final String group;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> inputs;

  InputDrain(Admin admin, String group, KafkaSettings kafka, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    this.admin = admin;
    this.group = group;
    this.inputs = StateCopy.partitions(admin, topics);
    this.consumer = StateCopy.consumer(kafka);
    consumer.assign(inputs);
  }

  boolean done() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    for (TopicPartition input : inputs) {
      OffsetAndMetadata position = committed.get(input);
      if (position == null) {
        consumer.seekToBeginning(List.of(input));
      } else {
        consumer.seek(input, position.offset());
      }
    }
    Map<TopicPartition, Long> ends = ends();
    for (int polls = 0; polls < MAX_POLLS; polls++) {
      if (!consumer.poll(POLL).isEmpty()) {
        return false;
      }
      if (inputs.stream()
          .allMatch(input -> consumer.position(input) >= ends.getOrDefault(input, 0L))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Including open transactions: their records cannot be passed. */
  private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
    return admin
        .listOffsets(inputs.stream().collect(toMap(input -> input, _ -> OffsetSpec.latest())))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(toMap(Map.Entry::getKey, end -> offset(end.getValue())));
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }
}
