package io.millrace.state.staleness;

import static java.util.stream.Collectors.toSet;

import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.RestoreStatus;
import io.millrace.state.streams.RestoreStatus.Role;
import io.millrace.state.streams.RestoreTracker;
import io.millrace.state.streams.RestoreTracker.StorePartition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upper bound of how far a local copy of a store partition lags behind what is committed. A copy
 * is a standby, or a partition that is being restored to become the active one.
 *
 * <p>On a thread of its own, end offsets of the changelogs are read from Kafka; only while there
 * are copies. {@link PartitionStaleness} does the arithmetic.
 */
@Singleton
public final class StandbyStaleness extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(StandbyStaleness.class);
  private static final long STEP_MS = 250;

  /** A probe takes a fetch of some milliseconds. */
  private static final int PROBES_PER_STEP = 8;

  private final RestoreTracker restores;
  private final Supplier<ChangelogOffsets> kafka;
  private final LongSupplier clock;
  private final Map<StorePartition, Copy> copies = new ConcurrentHashMap<>();

  /** A copy, as long as it is not wiped. */
  private record Copy(long life, PartitionStaleness follower) {}

  @Inject
  StandbyStaleness(RestoreTracker restores, ServiceSettings settings) {
    this(
        restores,
        () -> new KafkaChangelogOffsets(settings.kafka()),
        () -> System.nanoTime() / 1_000_000);
  }

  StandbyStaleness(RestoreTracker restores, Supplier<ChangelogOffsets> kafka, LongSupplier clock) {
    super("millrace-standby-age");
    this.restores = restores;
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * An upper bound, in milliseconds, of how long ago this instance's copy showed everything
   * committed; 0 if it is the active one itself, empty if it is unknown or there is none.
   *
   * <p>To be called before a read: the read then shows this or newer. A copy that was wiped in the
   * meantime has another {@link RestoreStatus#life}.
   */
  public OptionalLong atMostMs(String store, int partition) {
    Optional<RestoreStatus> restore = restores.of(store, partition);
    if (restore.isEmpty()) {
      return OptionalLong.empty();
    }
    RestoreStatus copy = restore.get();
    if (copy.role() == Role.ACTIVE) {
      return OptionalLong.of(0);
    }
    Copy known = copies.get(new StorePartition(store, partition));
    return known == null || known.life != copy.life()
        ? OptionalLong.empty()
        : known.follower.atMostMs(clock.getAsLong(), copy.next());
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      Thread.sleep(STEP_MS);
      if (!copies().isEmpty()) {
        follow();
      }
    }
  }

  /** Returns when there is nothing to follow any more, or Kafka cannot be reached. */
  private void follow() throws InterruptedException {
    try (ChangelogOffsets changelogs = kafka.get()) {
      while (step(changelogs)) {
        Thread.sleep(STEP_MS);
      }
    } catch (KafkaException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.debug("the lag of the standby replicas is currently unknown", e);
    }
  }

  /** One read; returns whether there is anything to follow. */
  boolean step(ChangelogOffsets kafka) {
    Map<StorePartition, RestoreStatus> now = copies();
    copies.keySet().retainAll(now.keySet());
    if (now.isEmpty()) {
      return false;
    }
    Set<TopicPartition> changelogs =
        now.values().stream().map(RestoreStatus::changelog).collect(toSet());
    long at = clock.getAsLong();
    Map<TopicPartition, Long> ends = kafka.lastStable(changelogs);
    int probes = 0;
    for (Map.Entry<StorePartition, RestoreStatus> one : now.entrySet()) {
      RestoreStatus copy = one.getValue();
      Long end = ends.get(copy.changelog());
      if (end == null) {
        continue;
      }
      PartitionStaleness follower = follower(one.getKey(), copy);
      if (follower.observe(at, end, copy.next()) && probes < PROBES_PER_STEP) {
        probes++;
        if (kafka.empty(copy.changelog(), copy.next(), end)) {
          follower.proveEmpty(copy.next(), end);
        }
      }
    }
    return true;
  }

  private PartitionStaleness follower(StorePartition partition, RestoreStatus copy) {
    return copies.compute(
            partition,
            (_, known) ->
                known == null || known.life != copy.life()
                    ? new Copy(copy.life(), new PartitionStaleness())
                    : known)
        .follower;
  }

  private Map<StorePartition, RestoreStatus> copies() {
    Map<StorePartition, RestoreStatus> all = restores.all();
    all.values().removeIf(restore -> restore.role() == Role.ACTIVE);
    return all;
  }
}
