package io.millrace.state.scale;

import static java.util.function.Predicate.not;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.KafkaNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.kafka.TopicCreation;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.Features;
import io.millrace.topologies.state.StoreSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics and the group of a layout: creation, closing and deletion. */
@Singleton
final class LayoutGenerations {
  /** Every store that has a changelog. */
  static final List<StoreSpec> STORES = Features.BUILT_IN.changelogs();

  private static final int TIMEOUT_MS = 10_000;

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final TopicCreation creation;

  LayoutGenerations(ServiceSettings settings, CurrentLayout layouts, TopicCreation creation) {
    this.settings = settings;
    this.layouts = layouts;
    this.creation = creation;
  }

  Admin admin() {
    return KafkaClients.admin(
        settings.kafka(),
        Map.of(
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MS));
  }

  static String changelog(PartitionLayout layout, String store) {
    return KafkaNames.changelog(layout.applicationId(), store);
  }

  static String partials(PartitionLayout layout) {
    return KafkaNames.repartition(layout.applicationId(), KafkaNames.ROLLUP_PARTIALS);
  }

  /** The topics whose records must all be processed before the layout's state is complete. */
  List<String> inputs(PartitionLayout layout) {
    var names = new ArrayList<>(names(layouts.topics(layout.generation()).inputs()));
    names.add(partials(layout));
    return names;
  }

  /**
   * Creates what the next layout needs, with changelogs like those that Streams has created for the
   * current one.
   */
  void create(Admin admin, PartitionLayout from, PartitionLayout to)
      throws InterruptedException, ExecutionException {
    creation.inputs(layouts.topics(to.generation()), to.partitions());
    Map<String, String> config = config(admin, changelog(from, STORES.getFirst().name()));
    admin
        .createTopics(
            STORES.stream()
                .map(
                    store ->
                        new NewTopic(
                                changelog(to, store.name()),
                                Optional.of(to.partitions()),
                                Optional.empty())
                            .configs(config))
                .toList())
        .all()
        .get();
  }

  /**
   * Makes Kafka reject further events: instances that have not switched to the new topics must do
   * so.
   */
  void close(Admin admin, PartitionLayout layout) throws InterruptedException, ExecutionException {
    Topics topics = layouts.topics(layout.generation());
    var nothing =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"), AlterConfigOp.OpType.SET);
    var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
    for (EventType type : EventType.values()) {
      changes.put(
          new ConfigResource(ConfigResource.Type.TOPIC, topics.events(type).name()),
          List.of(nothing));
    }
    admin.incrementalAlterConfigs(changes).all().get();
  }

  /** Deletes changelogs and partials of an application. */
  void removeState(Admin admin, PartitionLayout layout)
      throws InterruptedException, ExecutionException {
    var names =
        STORES.stream()
            .map(store -> changelog(layout, store.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    names.add(partials(layout));
    remove(admin, names);
  }

  /** Deletes the input topics of a generation. */
  void removeInputs(Admin admin, int generation) throws InterruptedException, ExecutionException {
    remove(admin, names(layouts.topics(generation).inputs()));
  }

  /** Deletes the committed offsets of the application; false while it has members. */
  boolean removeGroup(Admin admin, PartitionLayout layout)
      throws InterruptedException, ExecutionException {
    try {
      admin.deleteConsumerGroups(List.of(layout.applicationId())).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupNotEmptyException) {
        return false;
      }
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return true;
      }
      throw e;
    }
  }

  private static void remove(Admin admin, Collection<String> names)
      throws InterruptedException, ExecutionException {
    Set<String> present = admin.listTopics().names().get();
    List<String> there = names.stream().filter(present::contains).toList();
    try {
      admin.deleteTopics(there).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
    }
  }

  private static Map<String, String> config(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .flatMap(config -> config.entries().stream())
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .filter(not(ConfigEntry::isSensitive))
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private static List<String> names(List<Topic<?, ?>> topics) {
    return topics.stream().map(Topic::name).toList();
  }
}
