package io.millrace.state.cluster;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The instances and their partitions, as Kafka Streams knows them here. */
@Singleton
public final class Instances {
  private static final byte[] ANY_KEY = {};

  private final ServiceSettings settings;
  private final StreamsHost streams;
  private volatile @Nullable Instance self;

  Instances(ServiceSettings settings, StreamsHost streams) {
    this.settings = settings;
    this.streams = streams;
  }

  /**
   * The instances with a partition of a store.
   *
   * @param active empty while unknown
   */
  public record Replicas(Optional<Instance> active, List<Instance> standbys) {
    static final Replicas UNKNOWN = new Replicas(Optional.empty(), List.of());

    public Replicas {
      standbys = List.copyOf(standbys);
    }
  }

  /**
   * To be called once.
   *
   * @param port of this instance's HTTP server
   */
  public void listening(int port) {
    self = Instance.of(HostInfo.buildFromEndpoint(settings.applicationServer(port)));
  }

  /** This instance; throws a 503 before it listens. */
  public Instance self() {
    Instance known = self;
    if (known == null) {
      throw new FailureException(new Failure.NotReady("this instance does not listen yet", 1));
    }
    return known;
  }

  /** All that have or may get tasks, this one first. */
  public List<Instance> all() {
    var all = new LinkedHashSet<Instance>();
    all.add(self());
    for (StreamsMetadata one : running().metadataForAllStreamsClients()) {
      all.add(Instance.of(one.hostInfo()));
    }
    return List.copyOf(all);
  }

  /**
   * The current instances with a partition of a store; throws a 503 if this instance is about to
   * stop.
   */
  public Replicas replicas(String store, int partition) {
    KafkaStreams running = running();
    KeyQueryMetadata known;
    try {
      known =
          running.queryMetadataForKey(
              store, ANY_KEY, (topic, key, value, count) -> Optional.of(Set.of(partition)));
    } catch (IllegalStateException e) {
      if (running.state().isRunningOrRebalancing()) {
        throw e;
      }
      throw new FailureException(new Failure.NotReady("Kafka Streams is " + running.state(), 1));
    }
    return known.partition() < 0
        ? Replicas.UNKNOWN
        : new Replicas(
            Optional.of(Instance.of(known.activeHost())),
            known.standbyHosts().stream().map(Instance::of).toList());
  }

  /**
   * The instance for work that one alone should do: it has the first partition of the visitors.
   * During a change there may briefly be two, or none.
   */
  public Optional<Instance> leader() {
    return replicas(StoreNames.VISITORS, 0).active();
  }

  /** Whether this one is the {@link #leader}; false also while unknown. */
  public boolean leads() {
    try {
      return leader().filter(self()::equals).isPresent();
    } catch (FailureException e) {
      return false;
    }
  }

  private KafkaStreams running() {
    return switch (streams.streams()) {
      case Outcome.Done<KafkaStreams>(var running) -> running;
      case Outcome.Refused<KafkaStreams>(var failure) -> throw new FailureException(failure);
    };
  }
}
