package io.millrace.state.freshness;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where topics end. For one thread. */
final class KafkaOffsets implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;

  private final Admin admin;
  private TopicNames names;
  private final Map<PipelineOffsets.PipelineTopic, List<TopicPartition>> partitions =
      new EnumMap<>(PipelineOffsets.PipelineTopic.class);

  KafkaOffsets(KafkaSettings kafka, TopicNames names) {
    this.names = names;
    this.admin =
        KafkaClients.admin(
            kafka,
            Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG, "millrace-freshness",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
  }

  /** Continues with other topics. */
  void follow(TopicNames others) {
    names = others;
    partitions.clear();
  }

  TopicNames names() {
    return names;
  }

  /** The end offsets, including open transactions: what follows a commit may still be open. */
  PartitionOffsets ends(PipelineOffsets.PipelineTopic place) {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    partitions(place).forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    var ends = new HashMap<TopicPartition, Long>();
    await(admin.listOffsets(wanted).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return new PartitionOffsets(ends);
  }

  @Override
  public void close() {
    admin.close();
  }

  /** Partition counts of a topic do not change. */
  private List<TopicPartition> partitions(PipelineOffsets.PipelineTopic place) {
    List<TopicPartition> known = partitions.get(place);
    if (known == null) {
      known =
          await(admin.describeTopics(names.of(place)).allTopicNames()).values().stream()
              .flatMap(KafkaOffsets::partitions)
              .toList();
      partitions.put(place, known);
    }
    return known;
  }

  private static Stream<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(e);
    }
  }
}
