package io.millrace.service.webhooks;

import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the changes of a webhook's partitions on this instance: a consumer on a virtual thread,
 * whose queues send on virtual threads of their own.
 */
final class WebhookDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);

  /** How much of the topic a webhook may hold in memory, before it is decoded. */
  private static final int MAX_FETCHED_BYTES = 1 << 20;

  private static final int MAX_POLLED_RECORDS = 500;

  /** Bounds how long a change of the webhook, or its end, goes unnoticed. */
  private static final long LONGEST_POLL_MS = 250;

  /** The interval of commits without deliveries. */
  private static final long COMMIT_MS = 5_000;

  /** What the deliveries of an instance share. */
  record Tools(
      ServiceSettings settings,
      Topic<VisitorKey, SegmentChange> topic,
      WebhookSender sender,
      BackoffPolicy pauses,
      WebhookMeters meters,
      InstantSource clock) {}

  private record CompletedRequest(
      TopicPartition partition, ChangeBatch batch, DeliveryOutcome answer) {}

  private final Tools tools;
  private final String group;
  private final Consumer<Webhook> gone;
  private final Map<TopicPartition, PartitionQueue> lanes = new HashMap<>();
  private final BlockingQueue<CompletedRequest> landed = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile Webhook wanted;
  private volatile boolean closing;

  /** The webhook as the queues know it. */
  private Webhook webhook;

  private long nextCommitAt;

  private WebhookDelivery(Tools tools, Webhook webhook, String group, Consumer<Webhook> gone) {
    this.tools = tools;
    this.webhook = webhook;
    this.wanted = webhook;
    this.group = group;
    this.gone = gone;
    this.thread = Thread.ofVirtual().name("webhook-" + group).unstarted(this::run);
  }

  /**
   * Starts to deliver.
   *
   * @param gone is called, on a thread of its own, when the receiver is gone for good
   */
  static WebhookDelivery start(Tools tools, Webhook webhook, String group, Consumer<Webhook> gone) {
    var courier = new WebhookDelivery(tools, webhook, group, gone);
    courier.thread.start();
    return courier;
  }

  /** Continues with a changed definition. */
  void change(Webhook to) {
    wanted = to;
  }

  /** Starts to stop; requests in flight are awaited, at most until their timeout. */
  void close() {
    closing = true;
  }

  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    try {
      while (!closing) {
        try (var consumer = open()) {
          consumer.subscribe(List.of(tools.topic().name()), new Assignment(consumer));
          while (!closing) {
            roundOrReset(consumer);
            backoff.reset();
          }
        } catch (KafkaException e) {
          LOG.warn("the webhook {} cannot be delivered now: {}", group, e.toString());
          backoff.await();
        }
        lanes.clear();
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    } finally {
      tools.meters().forget(group);
    }
  }

  private void roundOrReset(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    try {
      round(consumer);
    } catch (InvalidOffsetException e) {
      LOG.warn("Kafka has deleted changes before the webhook {} could deliver them", group);
      consumer.seekToBeginning(e.partitions());
    }
  }

  private void round(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    follow();
    boolean sent = lanes.values().stream().anyMatch(PartitionQueue::isSent);
    long now = tools.clock().millis();
    long due =
        lanes.values().stream().mapToLong(PartitionQueue::nextDue).min().orElse(Long.MAX_VALUE);
    long patience = Math.clamp(due - now, 0, LONGEST_POLL_MS);
    if (sent) {
      // A response may come first, and a poll would not notice.
      settle(landed.poll(patience, TimeUnit.MILLISECONDS));
      patience = 0;
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(patience))) {
      take(record);
    }
    drain();
    send();
    pauseFull(consumer);
    commit(consumer);
    show();
  }

  private void follow() {
    Webhook now = wanted;
    if (!now.equals(webhook)) {
      webhook = now;
      lanes.values().forEach(lane -> lane.changed(now));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    PartitionQueue lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
    if (lane == null) {
      return;
    }
    lane.read(record.offset());
    Optional<SegmentChange> change = read(record).filter(webhook::matches);
    if (change.isPresent()
        && !lane.add(
            new PendingChange(record.offset(), record.timestamp(), change.get()),
            tools.clock().millis())) {
      tools.meters().recordDroppedUnsent();
    }
  }

  /** Empty for another tenant's change, whose value is not even decoded. */
  private Optional<SegmentChange> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      VisitorKey key = VisitorKey.fromBytes(record.key());
      return key.tenant().equals(webhook.tenant())
          ? Optional.of(
              tools.topic().value().deserializer().deserialize(record.topic(), record.value()))
          : Optional.empty();
    } catch (RuntimeException e) {
      LOG.error(
          "the record at {}-{} offset {} is not a segment change",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
      tools.meters().unreadable();
      return Optional.empty();
    }
  }

  private void send() {
    long now = tools.clock().millis();
    lanes.forEach(
        (partition, lane) -> lane.pollBatch(now).ifPresent(batch -> send(partition, batch)));
  }

  private void send(TopicPartition partition, ChangeBatch batch) {
    Webhook to = webhook;
    var _ =
        Thread.ofVirtual()
            .name("webhook-request-" + group)
            .start(() -> landed.add(new CompletedRequest(partition, batch, answer(to, batch))));
  }

  private DeliveryOutcome answer(Webhook to, ChangeBatch batch) {
    try {
      return tools.sender().post(to, batch.id(), batch.body(to.name()));
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("a request of the webhook {} failed here", group, e);
      return new DeliveryOutcome.NoResponse("the request could not be created");
    }
  }

  private void drain() {
    for (CompletedRequest one = landed.poll(); one != null; one = landed.poll()) {
      settle(one);
    }
  }

  private void settle(@Nullable CompletedRequest one) {
    PartitionQueue lane = one == null ? null : lanes.get(one.partition());
    if (one == null || lane == null) {
      return;
    }
    boolean wasFailing = lane.isFailing();
    PartitionQueue.BatchResult settled =
        lane.complete(one.batch(), one.answer(), tools.clock().millis());
    tools.meters().recordResult(settled, one.answer());
    if (one.answer() instanceof DeliveryOutcome.Gone) {
      tools.meters().disabled();
      Webhook of = webhook;
      var _ = Thread.ofVirtual().start(() -> gone.accept(of));
      LOG.warn("the webhook {} is disabled: its receiver answered 410", group);
    } else if (!wasFailing && lane.isFailing()) {
      LOG.warn("the webhook {} is retried: {}", group, one.answer().error());
    }
    if (settled.dropped() > 0) {
      LOG.warn(
          "{} changes of webhook {} are dropped after the last retry", settled.dropped(), group);
    }
  }

  private void pauseFull(KafkaConsumer<byte[], byte[]> consumer) {
    var full = new ArrayList<TopicPartition>();
    var others = new ArrayList<TopicPartition>();
    lanes.forEach((partition, lane) -> (lane.isFull() ? full : others).add(partition));
    consumer.pause(full);
    consumer.resume(others);
  }

  private void commit(KafkaConsumer<byte[], byte[]> consumer) {
    long now = tools.clock().millis();
    if (now >= nextCommitAt || lanes.values().stream().anyMatch(PartitionQueue::isUrgent)) {
      nextCommitAt = now + COMMIT_MS;
      Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(lanes.keySet());
      if (!offsets.isEmpty()) {
        consumer.commitAsync(
            offsets,
            (_, e) -> {
              if (e != null) {
                LOG.debug("the offsets of {} are committed once more", group, e);
                offsets.keySet().stream()
                    .map(lanes::get)
                    .filter(Objects::nonNull)
                    .forEach(PartitionQueue::notCommitted);
              }
            });
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<TopicPartition> partitions) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (TopicPartition partition : partitions) {
      PartitionQueue lane = lanes.get(partition);
      if (lane != null) {
        lane.toCommit()
            .ifPresent(
                offset -> {
                  offsets.put(partition, offset);
                  lane.committed(offset);
                });
      }
    }
    return offsets;
  }

  private void show() {
    long oldest =
        lanes.values().stream()
            .mapToLong(PartitionQueue::waitingSince)
            .filter(written -> written > 0)
            .min()
            .orElse(0);
    boolean failing = lanes.values().stream().anyMatch(PartitionQueue::isFailing);
    tools.meters().show(group, new WebhookMeters.LocalState(failing, oldest));
  }

  private KafkaConsumer<byte[], byte[]> open() {
    return KafkaClients.consumer(
        tools.settings().kafka(),
        Map.ofEntries(
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, group),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            // Missing offsets are reported, not skipped.
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
            Map.entry(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()),
            // A killed instance keeps its partitions that long.
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000),
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLLED_RECORDS),
            Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCHED_BYTES),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCHED_BYTES / 4)));
  }

  /** The assignment of partitions. */
  private final class Assignment implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Assignment(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
      for (TopicPartition partition : partitions) {
        lanes.put(
            partition,
            new PartitionQueue(
                partition,
                committed.get(partition),
                tools.pauses(),
                tools.settings().webhooks().retryFor().toMillis()));
      }
    }

    /**
     * The next owner must not overtake requests in flight; also called when the consumer closes.
     */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        awaitSent(partitions);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      consumer.commitSync(toCommit(partitions));
      lanes.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      lanes.keySet().removeAll(partitions);
    }

    private void awaitSent(Collection<TopicPartition> partitions) throws InterruptedException {
      long deadline = System.nanoTime() + tools.settings().webhooks().timeout().toNanos();
      while (partitions.stream().map(lanes::get).anyMatch(lane -> lane != null && lane.isSent())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        settle(landed.poll(left, TimeUnit.NANOSECONDS));
      }
    }
  }
}
