package io.millrace.interactivequeries.reads;

import io.millrace.interactivequeries.cluster.Instance;
import io.millrace.interactivequeries.cluster.Instances;
import io.millrace.interactivequeries.cluster.Instances.Replicas;
import io.millrace.interactivequeries.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who is asked for a partition, and in which order. */
@Singleton
final class Routes {
  /** Streams copies its metadata with each question, which would cost more than a read. */
  private static final Duration KEPT = Duration.ofMillis(100);

  private final Instances instances;
  private final StreamsHost host;
  private final Map<Partition, Known> known = new ConcurrentHashMap<>();
  private volatile boolean told;

  private record Partition(String store, int partition) {}

  private record Known(Replicas replicas, long until) {}

  Routes(Instances instances, StreamsHost host) {
    this.instances = instances;
    this.host = host;
  }

  /** Of the layout that partitions are counted by here now. */
  int generation() {
    return host.hosted().orThrow().layout().generation();
  }

  /**
   * Whether this instance has ever been told who has a partition. Before that it has just started:
   * there is nothing to wait for, and another instance can answer at once.
   */
  boolean told() {
    return told;
  }

  Instance self() {
    return instances.self();
  }

  /** Whether the active task of a partition is here, as far as is known. */
  boolean activeHere(String store, int partition) {
    return replicas(store, partition).active().filter(self()::equals).isPresent();
  }

  /**
   * Who may answer: where a copy will do, first the one here; then the active, then the others.
   *
   * @param anyCopy whether a standby may
   */
  List<Instance> candidates(String store, int partition, boolean anyCopy) {
    Replicas replicas = replicas(store, partition);
    var candidates = new LinkedHashSet<Instance>();
    if (anyCopy && replicas.standbys().contains(self())) {
      candidates.add(self());
    }
    replicas.active().ifPresent(candidates::add);
    if (anyCopy) {
      candidates.addAll(replicas.standbys());
    }
    return List.copyOf(candidates);
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
