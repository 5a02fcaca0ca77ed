package io.millrace.service.webhooks;

import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups of webhooks, through the admin client. */
@Singleton
final class WebhookGroups {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookGroups.class);
  private static final int TIMEOUT_MS = 5_000;

  private final ServiceSettings settings;
  private final String topic;
  private @Nullable Admin admin;

  WebhookGroups(ServiceSettings settings, Topics topics) {
    this.settings = settings;
    this.topic = topics.segmentChanges().name();
  }

  /** Commits the ends of all partitions, so that delivery starts with the changes from now on. */
  void beginAtEnd(Webhook webhook) throws InterruptedException {
    try {
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      await(admin().describeTopics(List.of(topic)).allTopicNames()).values().stream()
          .flatMap(described -> described.partitions().stream())
          .forEach(
              one -> wanted.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest()));
      var ends = new HashMap<TopicPartition, OffsetAndMetadata>();
      await(
              admin()
                  .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                  .all())
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      await(admin().alterConsumerGroupOffsets(group(webhook), ends).all());
    } catch (KafkaException e) {
      throw new FailureException(
          new Failure.NotReady("Kafka rejected the start offsets: " + e.getMessage(), 1));
    }
  }

  /** The delivery state of the webhook over all partitions. */
  DeliveryProgress progress(Webhook webhook) throws InterruptedException {
    try {
      return await(admin().listConsumerGroupOffsets(group(webhook)).partitionsToOffsetAndMetadata())
          .values()
          .stream()
          .filter(Objects::nonNull)
          .map(offset -> DeliveryProgress.ofMetadata(offset.metadata()))
          .reduce(DeliveryProgress.NONE, DeliveryProgress::and);
    } catch (KafkaException e) {
      throw new FailureException(
          new Failure.NotReady(
              "the status of the webhook cannot be read from Kafka: " + e.getMessage(), 1));
    }
  }

  /** Deletes the group of a removed webhook, once the last instance has left it. */
  void delete(Webhook webhook) throws InterruptedException {
    try {
      await(admin().deleteConsumerGroups(List.of(group(webhook))).all());
    } catch (KafkaException e) {
      LOG.debug("the group {} is left to expire: {}", group(webhook), e.getMessage());
    }
  }

  String group(Webhook webhook) {
    return webhook.group(settings.applicationId());
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close();
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin =
          KafkaClients.admin(
              settings.kafka(),
              Map.of(
                  AdminClientConfig.CLIENT_ID_CONFIG,
                  "millrace-webhooks",
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                  TIMEOUT_MS,
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                  TIMEOUT_MS));
    }
    return admin;
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer within %d ms".formatted(TIMEOUT_MS), e);
    }
  }
}
