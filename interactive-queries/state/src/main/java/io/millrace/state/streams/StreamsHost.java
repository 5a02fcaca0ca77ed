package io.millrace.state.streams;

import static java.util.stream.Collectors.toSet;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.HostPlan;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.NearestNames;
import io.millrace.state.problem.Outcome;
import io.millrace.state.retry.Backoff;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.takeover.AbandonedState;
import io.millrace.state.takeover.DeadMemberEviction;
import io.millrace.state.takeover.OrphanedTransactions;
import io.millrace.state.takeover.RebalanceBarrierClients;
import io.millrace.topologies.state.StoreMemory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.UnknownStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology and gives its stores out.
 *
 * <p>When the product moves to another layout, the application of the old one is read until that of
 * the new one has its state.
 *
 * <p>A stream thread that fails is replaced after a pause that grows with each failure; an
 * application that fails as a whole is built and started again in the same way. Stores are read
 * through the classic store facade: the newer query API can deadlock a stream thread, at least in
 * 4.3.1.
 */
@Singleton
public final class StreamsHost {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsHost.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final long WATCH_MS = 50;

  private final KafkaSettings kafka;
  private final BiFunction<PartitionLayout, Integer, Properties> config;
  private final Topologies topologies;
  private final HostPlan plan;
  private final RestoreTracker restores;
  private final RecentFailures failures = new RecentFailures(() -> System.nanoTime() / 1_000_000);
  private final Backoff threadBackoff = backoff();
  private final Backoff startBackoff = backoff();

  /** What the stores of an application share, to be freed when none of them is open any more. */
  private final Map<KafkaStreams, StoreMemory> memories = new ConcurrentHashMap<>();

  private volatile @Nullable Hosted hosted;
  private volatile boolean closed;
  private volatile boolean leaving;

  /** Whether the application of now has been running. */
  private volatile boolean ran;

  private volatile @Nullable Thread keeper;

  /** Of the application that was opened last. */
  private volatile @Nullable DeadMemberEviction killed;

  /** An application, and the layout that it has the state of. */
  public record Hosted(PartitionLayout layout, KafkaStreams streams) {}

  @Inject
  StreamsHost(
      ServiceSettings settings,
      Topologies topologies,
      CurrentLayout layouts,
      RestoreTracker restores) {
    this(
        settings.kafka(),
        (layout, port) -> StreamsSettings.of(settings, layout, port),
        topologies,
        layouts,
        restores);
  }

  /**
   * With settings of its own.
   *
   * @param config the settings, by the port on which this instance's HTTP listens
   */
  StreamsHost(
      KafkaSettings kafka,
      IntFunction<Properties> config,
      Supplier<Topology> topology,
      RestoreTracker restores) {
    this(
        kafka,
        (_, port) -> config.apply(port),
        _ -> topology.get(),
        HostPlan.of(new PartitionLayout(1, 1, "test")),
        restores);
  }

  private StreamsHost(
      KafkaSettings kafka,
      BiFunction<PartitionLayout, Integer, Properties> config,
      Topologies topologies,
      HostPlan plan,
      RestoreTracker restores) {
    this.kafka = kafka;
    this.config = config;
    this.topologies = topologies;
    this.plan = plan;
    this.restores = restores;
  }

  /**
   * Starts, and keeps running until closed. Kafka, the topics and the layout should be there.
   *
   * @param port where this instance's HTTP listens
   */
  public synchronized void start(int port) {
    keeper = Thread.ofPlatform().daemon().name("millrace-streams-keeper").start(() -> keep(port));
  }

  /** Where an instance is between its start and its end. */
  public enum Phase {
    /** Kafka Streams is not there yet. */
    STARTING,
    /** It has partitions for the first time, and brings their state here. */
    RESTORING,
    /** It has what it should have. */
    RUNNING,
    /** Partitions move between this instance and others. */
    REBALANCING,
    /** It fails again and again; see {@link #repeatedFailure}. */
    BROKEN,
    /** It gives its partitions away, or has given them away. */
    LEAVING
  }

  /** Where this instance is. */
  public Phase phase() {
    Hosted now = hosted;
    KafkaStreams current = now == null ? null : now.streams();
    if (leaving) {
      return Phase.LEAVING;
    } else if (failures.repeated().isPresent()) {
      return Phase.BROKEN;
    } else if (current == null) {
      return Phase.STARTING;
    }
    return switch (current.state()) {
      case RUNNING -> Phase.RUNNING;
      case REBALANCING ->
          ran && current.metadataForAllStreamsClients().size() > 1
              ? Phase.REBALANCING
              : Phase.RESTORING;
      case CREATED, PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> Phase.STARTING;
    };
  }

  /** The last failure, in words, where there were several within a minute. */
  public Optional<String> repeatedFailure() {
    return failures.repeated();
  }

  /** Whether everything is assigned, restored and being processed. */
  public boolean running() {
    Hosted current = hosted;
    return current != null && current.streams().state() == KafkaStreams.State.RUNNING;
  }

  /** The running application, for routing; a failure before the first start. */
  public Outcome<KafkaStreams> streams() {
    return hosted().map(Hosted::streams);
  }

  /** The running application with its layout; a failure before the first start. */
  public Outcome<Hosted> hosted() {
    Hosted current = hosted;
    return current == null
        ? Outcome.refused(new Failure.NotReady("Kafka Streams is not started yet", 1))
        : Outcome.of(current);
  }

  /** The names of all stores, whether they can be read now or not. */
  public Set<String> storeNames() {
    return TopologyStores.names(topologies.build(plan.running()).describe());
  }

  /** The local part of a key-value store, all its partitions together. */
  public Outcome<ReadOnlyKeyValueStore<Bytes, byte[]>> store(String name) {
    return read(name, store -> store);
  }

  /** Reads a store; also a store that goes away in the middle is a failure. */
  public <T> Outcome<T> read(
      String name, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return switch (streams()) {
      case Outcome.Refused<KafkaStreams>(var failure) -> Outcome.refused(failure);
      case Outcome.Done<KafkaStreams>(var current) -> read(current, name, reader);
    };
  }

  /**
   * Leaves the group for good, and returns immediately: the others take over the partitions without
   * waiting for this instance to return. It joins again only when its process is restarted.
   */
  public void leaveGroup() {
    leaving = true;
    closed = true;
    Thread running = keeper;
    if (running != null) {
      LockSupport.unpark(running);
    }
  }

  /** To be called when there is a new connection to an instance. */
  public void instanceReachable(HostInfo instance) {
    tell(known -> known.instanceReachable(instance));
  }

  /**
   * To be called when an instance refuses connections: if it is dead, others take over immediately.
   * May be called often, and returns immediately.
   */
  public void connectionRefused(HostInfo instance) {
    tell(known -> known.connectionRefused(instance));
  }

  /** To be called when an instance announces a clean stop and may return: it is not dead. */
  public void instanceStopping(HostInfo instance) {
    tell(known -> known.instanceStopping(instance));
  }

  private void tell(Consumer<DeadMemberEviction> what) {
    DeadMemberEviction known = killed;
    if (known != null) {
      what.accept(known);
    }
  }

  /** Whether this instance gave its partitions away for good. */
  public boolean isLeaving() {
    return leaving;
  }

  /** Ends, with its place in the group kept for when it comes back; see {@link #leaveGroup}. */
  @PreDestroy
  public synchronized void stop() throws InterruptedException {
    closed = true;
    Thread running = keeper;
    if (running != null) {
      LockSupport.unpark(running);
      running.join();
    }
  }

  private <T> Outcome<T> read(
      KafkaStreams current, String name, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    try {
      ReadOnlyKeyValueStore<Bytes, byte[]> store =
          current.store(
              StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
      return Outcome.of(reader.apply(store));
    } catch (UnknownStateStoreException e) {
      return Outcome.refused(
          new Failure.UnknownName("store", name, NearestNames.of(name, storeNames())));
    } catch (InvalidStateStoreException e) {
      return Outcome.refused(
          new Failure.StoreRestoring(
              name, restores.text(name).orElse("Kafka Streams is " + current.state())));
    }
  }

  private void keep(int port) {
    while (!closed) {
      PartitionLayout layout = plan.running();
      if (hosted == null && plan.paused()) {
        // A paused application is about to be replaced: a new one must not process.
        pause(WATCH_MS);
        continue;
      }
      KafkaStreams opened = open(layout, port);
      if (opened != null) {
        takeOver(new Hosted(layout, opened));
        watch(layout, opened);
        if (!closed && !isReplaced(layout)) {
          // It ended by itself; what it has is wanted for the next one.
          close(opened, leaving);
        }
      }
      if (!isReplaced(layout)) {
        pause(closed ? 0 : startBackoff.next().toMillis());
      }
    }
    Hosted last = hosted;
    if (last != null) {
      close(last.streams(), leaving);
    }
  }

  private boolean isReplaced(PartitionLayout layout) {
    return !plan.running().equals(layout);
  }

  /** Of an earlier layout, the old application is read until the new one has its state. */
  private void takeOver(Hosted next) {
    Hosted before = hosted;
    boolean replaces = before != null && !before.layout().equals(next.layout());
    while (replaces
        && !closed
        && next.streams().state() != KafkaStreams.State.RUNNING
        && !next.streams().state().hasCompletedShutdown()) {
      pause(WATCH_MS);
    }
    hosted = next;
    if (before != null && replaces) {
      // It never comes back: others need not wait for it, and its files are not needed.
      close(before.streams(), true);
      before.streams().cleanUp();
    }
  }

  private @Nullable KafkaStreams open(PartitionLayout layout, int port) {
    KafkaStreams opened = null;
    try {
      Properties settings = config.apply(layout, port);
      // The constructor already takes the state directory's lock, and may find it held.
      ran = false;
      opened =
          KafkaClients.streams(topologies.build(layout), settings, new RebalanceBarrierClients());
      AbandonedState.clear(
          Path.of(settings.getProperty(StreamsConfig.STATE_DIR_CONFIG), layout.applicationId()));
      if (settings.get(StoreMemory.SETTING) instanceof StoreMemory memory) {
        memories.put(opened, memory);
      }
      opened.setUncaughtExceptionHandler(this::onFailedThread);
      restores.follow(opened);
      clearLeftovers(opened, settings);
      killed =
          new DeadMemberEviction(
              kafka, settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG), opened);
      opened.start();
      return opened;
    } catch (KafkaException | IllegalStateException e) {
      failures.add(e);
      LOG.error("Kafka Streams did not start; retrying", e);
      if (opened != null) {
        close(opened, leaving);
      }
      return null;
    }
  }

  private void clearLeftovers(KafkaStreams opened, Properties config) {
    var leftovers =
        new OrphanedTransactions(
            kafka,
            config.getProperty(StreamsConfig.APPLICATION_ID_CONFIG),
            () ->
                opened.metadataForLocalThreads().stream()
                    .map(ThreadMetadata::threadName)
                    .collect(toSet()));
    opened.setStateListener(
        (now, _) -> {
          if (now == KafkaStreams.State.REBALANCING) {
            leftovers.clear(() -> opened.state() == KafkaStreams.State.REBALANCING);
          }
        });
  }

  private void close(KafkaStreams current, boolean forGood) {
    long start = System.nanoTime();
    boolean ended =
        current.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(
                    forGood
                        ? GroupMembershipOperation.LEAVE_GROUP
                        : GroupMembershipOperation.REMAIN_IN_GROUP));
    if (forGood) {
      LOG.info(
          "left the group {} after {} ms",
          ended ? "in order" : "in haste",
          (System.nanoTime() - start) / 1_000_000);
    }
    StoreMemory memory = memories.remove(current);
    if (ended && memory != null) {
      memory.close();
    }
  }

  /** Returns when the application has ended, or must be replaced. */
  private void watch(PartitionLayout layout, KafkaStreams current) {
    while (!closed && !current.state().hasCompletedShutdown() && !isReplaced(layout)) {
      if (current.state() == KafkaStreams.State.RUNNING) {
        ran = true;
        threadBackoff.reset();
        startBackoff.reset();
      }
      if (plan.paused() && !current.isPaused()) {
        current.pause();
      } else if (!plan.paused() && current.isPaused()) {
        current.resume();
      }
      pause(WATCH_MS);
    }
    if (!closed && !isReplaced(layout)) {
      close(current, leaving);
    }
  }

  private StreamThreadExceptionResponse onFailedThread(Throwable failure) {
    failures.add(failure);
    long pauseMs = threadBackoff.next().toMillis();
    LOG.error("a stream thread failed; its replacement starts in {} ms", pauseMs, failure);
    pause(closed ? 0 : pauseMs);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(ms * 1_000_000);
  }

  private static Backoff backoff() {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
  }
}
