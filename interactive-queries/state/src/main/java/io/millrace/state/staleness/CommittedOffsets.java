package io.millrace.state.staleness;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What Streams has committed, as Kafka knows it; asked only where the tasks here do not tell. */
@Singleton
public final class CommittedOffsets {
  private static final Duration KEPT = Duration.ofMillis(100);
  private static final int TIMEOUT_MS = 1_000;

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private @Nullable Admin admin;
  private Map<TopicPartition, OffsetAndMetadata> known = Map.of();
  private long until = System.nanoTime();

  CommittedOffsets(ServiceSettings settings, CurrentLayout layouts) {
    this.settings = settings;
    this.layouts = layouts;
  }

  /** The offset behind the last event committed; 0 where that is not known. */
  public synchronized long next(String topic, int partition) throws InterruptedException {
    if (System.nanoTime() - until >= 0) {
      known = ask();
      until = System.nanoTime() + KEPT.toNanos();
    }
    OffsetAndMetadata committed = known.get(new TopicPartition(topic, partition));
    return committed == null ? 0 : committed.offset();
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> ask() throws InterruptedException {
    if (admin == null) {
      admin = KafkaClients.admin(settings.kafka(), Map.of());
    }
    try {
      return admin
          .listConsumerGroupOffsets(
              layouts.running().applicationId(),
              new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MS))
          .partitionsToOffsetAndMetadata()
          .get();
    } catch (ExecutionException e) {
      return Map.of();
    }
  }
}
