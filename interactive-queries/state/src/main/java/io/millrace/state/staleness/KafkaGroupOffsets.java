package io.millrace.state.staleness;

import static java.util.stream.Collectors.toMap;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The real groups. */
final class KafkaGroupOffsets implements GroupOffsets {
  static final int TIMEOUT_MS = 2_000;

  private final Admin admin;

  KafkaGroupOffsets(KafkaSettings kafka) {
    admin =
        KafkaClients.admin(
            kafka,
            Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG, "millrace-committed-offsets",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
  }

  @Override
  public Map<String, Map<TopicPartition, Long>> committed(Set<String> groups) {
    var asked =
        admin.listConsumerGroupOffsets(
            groups.stream()
                .collect(toMap(group -> group, _ -> new ListConsumerGroupOffsetsSpec())));
    var committed = new HashMap<String, Map<TopicPartition, Long>>();
    KafkaException failure = null;
    for (String group : groups) {
      try {
        committed.put(group, offsets(asked.partitionsToOffsetAndMetadata(group)));
      } catch (ExecutionException | TimeoutException e) {
        failure = new KafkaException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException(e);
      }
    }
    if (failure != null && committed.isEmpty()) {
      throw failure;
    }
    return Map.copyOf(committed);
  }

  private static Map<TopicPartition, Long> offsets(
      KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    var offsets = new HashMap<TopicPartition, Long>();
    answer
        .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .forEach(
            (partition, position) -> {
              if (position != null) {
                offsets.put(partition, position.offset());
              }
            });
    return Map.copyOf(offsets);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
