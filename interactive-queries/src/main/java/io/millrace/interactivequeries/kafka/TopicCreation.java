package io.millrace.interactivequeries.kafka;

import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
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

/** Creates the topics of the catalogue that are not there; what is there stays as it is. */
@Singleton
public final class TopicCreation {
  private static final int TIMEOUT_MS = 5_000;

  private final Topics topics;
  private final ServiceSettings settings;

  TopicCreation(Topics topics, ServiceSettings settings) {
    this.topics = topics;
    this.settings = settings;
  }

  /** Throws where Kafka is not there; to be tried again then. */
  public void run() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(config())) {
      Set<String> present =
          admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS)).names().get();
      var absent = new ArrayList<NewTopic>();
      for (Topic<?, ?> topic : topics.all()) {
        if (!present.contains(topic.name())) {
          absent.add(newTopic(topic));
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
  private NewTopic newTopic(Topic<?, ?> topic) {
    int partitions = topic.partitioned() ? settings.partitions() : 1;
    return new NewTopic(topic.name(), Optional.of(partitions), Optional.empty())
        .configs(topic.config());
  }

  private Map<String, Object> config() {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        settings.bootstrapServers(),
        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        500);
  }
}
