package io.millrace.state.reads;

import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.Instances.Replicas;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The instances to ask for a partition, in order. */
@Singleton
final class PartitionRoutes {
  /** Streams copies its metadata on each call, which would cost more than a read. */
  private static final Duration KEPT = Duration.ofMillis(100);

  private final Instances instances;
  private final StreamsHost host;
  private final Map<Partition, Known> known = new ConcurrentHashMap<>();
  private volatile boolean told;

  private record Partition(String store, int partition) {}

  private record Known(Replicas replicas, long until) {}

  PartitionRoutes(Instances instances, StreamsHost host) {
    this.instances = instances;
    this.host = host;
  }

  /** The generation of the layout by which partitions are counted here now. */
  int generation() {
    return host.hosted().orThrow().layout().generation();
  }

  /**
   * Whether this instance has ever received the assignment of partitions. Before that it has just
   * started: there is nothing to wait for, and another instance can respond immediately.
   */
  boolean hasMetadata() {
    return told;
  }

  Instance self() {
    return instances.self();
  }

  /** Whether the active task of a partition is here, as far as is known. */
  boolean activeHere(String store, int partition) {
    return replicas(store, partition).active().filter(self()::equals).isPresent();
  }

  /** Only the active one may serve the read. */
  List<Instance> active(String store, int partition) {
    return replicas(store, partition).active().stream().toList();
  }

  /** Any copy may serve the read: first the local one, then the active one, then the others. */
  List<Instance> nearest(String store, int partition) {
    Replicas replicas = replicas(store, partition);
    return replicas.standbys().contains(self())
        ? Stream.concat(Stream.of(self()), all(replicas)).distinct().toList()
        : all(replicas).toList();
  }

  /** Any copy may serve the read, but the active one is the most likely to. */
  List<Instance> activeFirst(String store, int partition) {
    return all(replicas(store, partition)).toList();
  }

  private static Stream<Instance> all(Replicas replicas) {
    return Stream.concat(replicas.active().stream(), replicas.standbys().stream());
  }

  private Replicas replicas(String store, int partition) {
    var key = new Partition(store, partition);
    Known now = known.get(key);
    if (now == null || System.nanoTime() - now.until >= 0) {
      now = new Known(instances.replicas(store, partition), System.nanoTime() + KEPT.toNanos());
      known.put(key, now);
      if (now.replicas.active().isPresent()) {
        told = true;
      }
    }
    return now.replicas;
  }
}
