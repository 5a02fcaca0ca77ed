package io.millrace.state.streams;

import io.millrace.state.streams.RestoreStatus.Role;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The progress of the local store partitions, as Kafka Streams reports it.
 *
 * <p>Streams does not report when an active partition moves to another instance: it stays here as
 * {@link Role#ACTIVE} until it comes back or the application is restarted. Whether it can be read
 * is decided by the store facade. A read counts as one of the active partition only if it was
 * {@link Role#ACTIVE} before and after: a stream thread that finds a task corrupted wipes it and
 * restores it while its stores can be read.
 */
@Singleton
public final class RestoreTracker {
  /** A partition of a store. */
  public record StorePartition(String store, int partition) implements Comparable<StorePartition> {
    @Override
    public int compareTo(StorePartition other) {
      int byStore = store.compareTo(other.store);
      return byStore != 0 ? byStore : Integer.compare(partition, other.partition);
    }
  }

  /**
   * The record of a partition; times of {@link #clock}, {@code endedMs} 0 while it is in progress.
   */
  private record Progress(
      Role role,
      TopicPartition changelog,
      long from,
      long next,
      long end,
      long begunMs,
      long endedMs,
      long life) {
    Progress at(long offset, long currentEnd) {
      return new Progress(role, changelog, from, offset, currentEnd, begunMs, endedMs, life);
    }

    /** A standby that becomes the active one has all that it had, unless it begins before that. */
    boolean isContinuedBy(Role role, long from) {
      return this.role == Role.STANDBY && role == Role.RESTORING && from >= next;
    }

    Progress restored(long atMs) {
      // What follows the last record are markers.
      return new Progress(
          Role.ACTIVE, changelog, from, Math.max(next, end), end, begunMs, atMs, life);
    }
  }

  private final LongSupplier clock;
  private final AtomicLong lives = new AtomicLong();
  private final Map<StorePartition, Progress> partitions = new ConcurrentHashMap<>();

  public RestoreTracker() {
    this(() -> System.nanoTime() / 1_000_000);
  }

  RestoreTracker(LongSupplier clock) {
    this.clock = clock;
  }

  /** How far a partition is; empty where this instance does not have it. */
  public Optional<RestoreStatus> of(String store, int partition) {
    return Optional.ofNullable(partitions.get(new StorePartition(store, partition)))
        .map(this::restore);
  }

  /**
   * The epoch of an active partition, so that a read can tell afterwards whether the store was
   * wiped during it; empty if the partition is not an active one.
   */
  public OptionalLong activeLife(String store, int partition) {
    Progress progress = partitions.get(new StorePartition(store, partition));
    return progress == null || progress.role != Role.ACTIVE
        ? OptionalLong.empty()
        : OptionalLong.of(progress.life);
  }

  /** All partitions of all stores. */
  public Map<StorePartition, RestoreStatus> all() {
    var all = new TreeMap<StorePartition, RestoreStatus>();
    partitions.forEach((partition, progress) -> all.put(partition, restore(progress)));
    return all;
  }

  /**
   * How far a store is, over all its partitions that are being restored here, such as {@code
   * restoring: 12,000 of 40,000 records}; empty where none is.
   */
  public Optional<String> text(String store) {
    long done = 0;
    long missing = 0;
    int restoring = 0;
    for (Map.Entry<StorePartition, Progress> one : partitions.entrySet()) {
      if (one.getKey().store.equals(store) && one.getValue().role == Role.RESTORING) {
        RestoreStatus restore = restore(one.getValue());
        restoring++;
        done += restore.done();
        missing += restore.missing();
      }
    }
    return restoring == 0 ? Optional.empty() : Optional.of(RestoreStatus.restoring(done, missing));
  }

  /** Records that active partitions miss, all together. */
  public long missing() {
    return partitions.values().stream()
        .filter(progress -> progress.role == Role.RESTORING)
        .mapToLong(progress -> restore(progress).missing())
        .sum();
  }

  /** Follows an application that was not started yet, and forgets the one before. */
  void follow(KafkaStreams streams) {
    partitions.clear();
    streams.setGlobalStateRestoreListener(actives());
    streams.setStandbyUpdateListener(standbys());
  }

  StateRestoreListener actives() {
    return new Actives();
  }

  StandbyUpdateListener standbys() {
    return new Standbys();
  }

  private RestoreStatus restore(Progress progress) {
    long until = progress.endedMs == 0 ? clock.getAsLong() : progress.endedMs;
    return new RestoreStatus(
        progress.role,
        progress.changelog,
        progress.from,
        progress.next,
        progress.end,
        until - progress.begunMs,
        progress.life);
  }

  private void begin(Role role, TopicPartition changelog, String store, long from, long end) {
    partitions.compute(
        new StorePartition(store, changelog.partition()),
        (_, before) ->
            new Progress(
                role,
                changelog,
                from,
                from,
                end,
                clock.getAsLong(),
                0,
                before != null && before.isContinuedBy(role, from)
                    ? before.life
                    : lives.incrementAndGet()));
  }

  private void change(TopicPartition changelog, String store, UnaryOperator<Progress> change) {
    partitions.computeIfPresent(
        new StorePartition(store, changelog.partition()), (_, progress) -> change.apply(progress));
  }

  private void end(TopicPartition changelog, String store) {
    partitions.remove(new StorePartition(store, changelog.partition()));
  }

  private final class Actives implements StateRestoreListener {
    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
      begin(Role.RESTORING, changelog, store, from, end);
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long last, long records) {
      change(changelog, store, progress -> progress.at(last + 1, progress.end));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
      change(changelog, store, progress -> progress.restored(clock.getAsLong()));
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
      end(changelog, store);
    }
  }

  private final class Standbys implements StandbyUpdateListener {
    @Override
    public void onUpdateStart(TopicPartition changelog, String store, long from) {
      begin(Role.STANDBY, changelog, store, from, from);
    }

    @Override
    public void onBatchLoaded(
        TopicPartition changelog,
        String store,
        TaskId task,
        long last,
        long records,
        long currentEnd) {
      change(changelog, store, progress -> progress.at(last + 1, currentEnd));
    }

    @Override
    public void onUpdateSuspended(
        TopicPartition changelog, String store, long last, long end, SuspendReason reason) {
      if (reason != SuspendReason.PROMOTED) {
        end(changelog, store);
      }
    }
  }
}
