package io.millrace.service.topology;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.service.topology.InstanceView.StoreView;
import io.millrace.service.topology.InstanceView.TaskView;
import io.millrace.service.topology.InstanceView.ThreadView;
import io.millrace.service.topology.TopologyView.SubTopologyView;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.RestoreStatus;
import io.millrace.state.streams.RestoreStatus.Role;
import io.millrace.state.streams.RestoreTracker;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.Topologies;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.jspecify.annotations.Nullable;

/** The part of the topology on this instance. */
@Singleton
final class LocalTopology {
  private final StreamsHost host;
  private final RestoreTracker restores;
  private final Topologies topologies;
  private final CurrentLayout layouts;

  LocalTopology(
      StreamsHost host, RestoreTracker restores, Topologies topologies, CurrentLayout layouts) {
    this.host = host;
    this.restores = restores;
    this.topologies = topologies;
    this.layouts = layouts;
  }

  /** Equal on all instances of a version. */
  List<SubTopologyView> subTopologies() {
    return SubTopologies.of(topologies.build(layouts.running()));
  }

  InstanceView view(String instance) {
    Set<ThreadMetadata> threads = threads();
    return new InstanceView(
        instance,
        null,
        host.phase().name().toLowerCase(Locale.ROOT),
        host.repeatedFailure().orElse(null),
        Objects.requireNonNullElse(
            StreamsHost.class.getPackage().getImplementationVersion(), "unknown"),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1_000,
        threads.stream()
            .map(LocalTopology::view)
            .sorted(Comparator.comparing(ThreadView::name))
            .toList(),
        tasks(threads));
  }

  private static ThreadView view(ThreadMetadata thread) {
    return new ThreadView(
        thread.threadName(),
        thread.threadState(),
        thread.activeTasks().size(),
        thread.standbyTasks().size());
  }

  private Set<ThreadMetadata> threads() {
    try {
      return host.streams() instanceof Outcome.Done<KafkaStreams>(var streams)
          ? streams.metadataForLocalThreads()
          : Set.of();
    } catch (IllegalStateException e) {
      // Not started yet, or closed.
      return Set.of();
    }
  }

  private List<TaskView> tasks(Set<ThreadMetadata> threads) {
    if (threads.isEmpty()) {
      return List.of();
    }
    List<SubTopologyView> all = subTopologies();
    Map<String, Long> bytes = bytes();
    var tasks = new ArrayList<TaskView>();
    for (ThreadMetadata thread : threads) {
      thread.activeTasks().forEach(task -> tasks.add(task(task, true, all, bytes)));
      thread.standbyTasks().forEach(task -> tasks.add(task(task, false, all, bytes)));
    }
    tasks.sort(
        Comparator.comparingInt(TaskView::subTopology).thenComparingInt(TaskView::partition));
    return tasks;
  }

  private TaskView task(
      TaskMetadata task, boolean active, List<SubTopologyView> all, Map<String, Long> bytes) {
    int partition = task.taskId().partition();
    int subTopology = task.taskId().subtopology();
    var stores = new ArrayList<StoreView>();
    boolean restoring = false;
    for (String store : stores(all, subTopology)) {
      Optional<RestoreStatus> restore = restores.of(store, partition);
      restoring |= active && restore.filter(one -> one.role() == Role.RESTORING).isPresent();
      if (restore.isPresent()) {
        stores.add(store(store, partition, restore.get(), bytes.get(task.taskId() + "/" + store)));
      }
    }
    Role role = active ? restoring ? Role.RESTORING : Role.ACTIVE : Role.STANDBY;
    return new TaskView(
        task.taskId().toString(),
        subTopology,
        partition,
        role.wireName(),
        active ? lag(task) : 0,
        stores);
  }

  private static List<String> stores(List<SubTopologyView> all, int subTopology) {
    return all.stream()
        .filter(one -> one.id() == subTopology)
        .flatMap(one -> one.stores().stream())
        .toList();
  }

  private StoreView store(
      String store, int partition, RestoreStatus restore, @Nullable Long bytes) {
    OptionalLong remaining = restore.remainingMs();
    return new StoreView(
        store,
        restore.role().wireName(),
        restore.done(),
        restore.missing(),
        remaining.isPresent() ? remaining.getAsLong() : null,
        entries(store, partition),
        bytes);
  }

  private @Nullable Long entries(String store, int partition) {
    if (!(host.streams() instanceof Outcome.Done<KafkaStreams>(var streams))) {
      return null;
    }
    try {
      return streams
          .store(
              StoreQueryParameters.fromNameAndType(
                      store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                  .withPartition(partition)
                  .enableStaleStores())
          .approximateNumEntries();
    } catch (InvalidStateStoreException e) {
      // It is being closed, or cannot be read at all.
      return null;
    }
  }

  /** How far the ends of the task's inputs are ahead of what is committed, as last seen. */
  private static long lag(TaskMetadata task) {
    Map<TopicPartition, Long> committed = task.committedOffsets();
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : task.endOffsets().entrySet()) {
      lag += Math.max(0, end.getValue() - Math.max(0, committed.getOrDefault(end.getKey(), 0L)));
    }
    return lag;
  }

  /** Of the files in use, by {@code TASK/STORE}; for RocksDB only. */
  private Map<String, Long> bytes() {
    var bytes = new HashMap<String, Long>();
    if (host.streams() instanceof Outcome.Done<KafkaStreams>(var streams)) {
      streams
          .metrics()
          .forEach(
              (name, metric) -> {
                String store = name.tags().get(KafkaNames.ROCKSDB_TAG);
                if (store != null
                    && name.name().equals(KafkaNames.LIVE_BYTES)
                    && metric.metricValue() instanceof Number value) {
                  bytes.put(name.tags().get(KafkaNames.TASK_TAG) + "/" + store, value.longValue());
                }
              });
    }
    return bytes;
  }
}
