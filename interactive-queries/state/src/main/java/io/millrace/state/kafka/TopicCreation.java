package io.millrace.state.kafka;

import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates missing topics; existing ones are unchanged. */
@Singleton
public final class TopicCreation {
  private static final int TIMEOUT_MS = 5_000;
  private static final Map<String, Object> CONFIG =
      Map.of(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);

  private final Topics topics;
  private final ServiceSettings settings;

  TopicCreation(Topics topics, ServiceSettings settings) {
    this.topics = topics;
    this.settings = settings;
  }

  /** Those that every generation shares. Throws where Kafka is not there; to be tried again. */
  public void run() throws InterruptedException, ExecutionException {
    create(topics.shared(), settings.partitions());
  }

  /**
   * Those that a generation has of its own. Throws where Kafka is not there.
   *
   * @param generation whose inputs they are
   */
  public void inputs(Topics generation, int partitions)
      throws InterruptedException, ExecutionException {
    create(generation.inputs(), partitions);
  }

  private void create(List<Topic<?, ?>> wanted, int partitions)
      throws InterruptedException, ExecutionException {
    try (Admin admin = KafkaClients.admin(settings.kafka(), CONFIG)) {
      Set<String> present =
          admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS)).names().get();
      var absent = new ArrayList<NewTopic>();
      for (Topic<?, ?> topic : wanted) {
        if (!present.contains(topic.name())) {
          absent.add(newTopic(topic, partitions));
        }
      }
      create(admin, absent);
    }
  }

  private static void create(Admin admin, List<NewTopic> absent)
      throws InterruptedException, ExecutionException {
    var created = admin.createTopics(absent, new CreateTopicsOptions().timeoutMs(TIMEOUT_MS));
    for (var topic : created.values().values()) {
      try {
        topic.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** The replication is the broker's default: one machine has one broker, a cluster knows best. */
  private static NewTopic newTopic(Topic<?, ?> topic, int partitions) {
    int count = topic.partitioned() ? partitions : 1;
    return new NewTopic(topic.name(), Optional.of(count), Optional.empty()).configs(topic.config());
  }
}
