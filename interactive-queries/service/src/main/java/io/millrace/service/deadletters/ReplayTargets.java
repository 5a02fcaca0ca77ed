package io.millrace.service.deadletters;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Checks that the topics of replayed records exist. */
@Singleton
final class ReplayTargets {
  private static final int TIMEOUT_MS = 10_000;

  private final ServiceSettings settings;

  ReplayTargets(ServiceSettings settings) {
    this.settings = settings;
  }

  static Admin admin(ServiceSettings settings) {
    return KafkaClients.admin(
        settings.kafka(),
        Map.of(
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MS / 2));
  }

  /** Why dead letters cannot be replayed; those that can are absent. */
  Map<DeadLetter, String> obstacles(Collection<DeadLetter> letters)
      throws InterruptedException, ExecutionException {
    Map<String, Integer> partitions = partitions(letters);
    var obstacles = new HashMap<DeadLetter, String>();
    for (DeadLetter letter : letters) {
      int there = partitions.getOrDefault(letter.key().topic(), 0);
      if (!letter.replayable()) {
        obstacles.put(
            letter,
            "its headers do not identify the failed record; set "
                + "errors.deadletterqueue.context.headers.enable=true on its connector");
      } else if (letter.key().partition() >= there) {
        obstacles.put(
            letter,
            "its record was in partition %d of topic %s, which has %d now"
                .formatted(letter.key().partition(), letter.key().topic(), there));
      }
    }
    return obstacles;
  }

  private Map<String, Integer> partitions(Collection<DeadLetter> letters)
      throws InterruptedException, ExecutionException {
    var topics = new TreeSet<String>();
    for (DeadLetter letter : letters) {
      topics.add(letter.key().topic());
    }
    var partitions = new HashMap<String, Integer>();
    try (Admin admin = admin(settings)) {
      Map<String, KafkaFuture<TopicDescription>> described =
          admin.describeTopics(topics).topicNameValues();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> one : described.entrySet()) {
        partitions.put(one.getKey(), partitions(one.getValue()));
      }
    }
    return partitions;
  }

  private static int partitions(KafkaFuture<TopicDescription> topic)
      throws InterruptedException, ExecutionException {
    try {
      return topic.get().partitions().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw e;
    }
  }
}
