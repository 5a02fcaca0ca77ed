package io.millrace.state.staleness;

import static java.util.Objects.requireNonNull;

import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What consumer groups have committed, asked of Kafka in one request per interval for all who want
 * to know: always of the running application, and of other groups while someone waits for them.
 */
@Singleton
public final class CommittedOffsets extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedOffsets.class);
  private static final long INTERVAL_MS = 200;
  private static final long PATIENCE_MS = 2L * KafkaGroupOffsets.TIMEOUT_MS + INTERVAL_MS;

  private final Supplier<Optional<String>> application;
  private final Supplier<GroupOffsets> kafka;

  /** Not this object, which {@code stop} holds while it waits for the thread. */
  private final Object lock = new Object();

  /** The groups of each who waits; in every question until he has seen an answer. */
  private final List<Set<String>> waiting = new ArrayList<>();

  private volatile Map<String, Map<TopicPartition, Long>> latest = Map.of();
  private @Nullable KafkaException failure;
  private long begun;
  private long ended;
  private boolean urgent;

  @Inject
  CommittedOffsets(ServiceSettings settings, CurrentLayout layouts) {
    this(
        () -> running(layouts).map(PartitionLayout::applicationId),
        () -> new KafkaGroupOffsets(settings.kafka()));
  }

  /**
   * Committed offsets of these groups.
   *
   * @param application the group of the running application; empty while that is not known
   */
  CommittedOffsets(Supplier<Optional<String>> application, Supplier<GroupOffsets> kafka) {
    super("millrace-committed-offsets");
    this.application = application;
    this.kafka = kafka;
  }

  /** The offset behind the last event that Streams has committed; 0 where that is not known. */
  public long next(String topic, int partition) {
    return application
        .get()
        .map(latest::get)
        .map(offsets -> offsets.get(new TopicPartition(topic, partition)))
        .orElse(0L);
  }

  /**
   * Asks at once, and waits for the answer.
   *
   * @return by group; what was committed before this call is in it
   * @throws KafkaException where Kafka does not tell of one of them
   */
  public Map<String, Map<TopicPartition, Long>> askNow(Set<String> groups)
      throws InterruptedException {
    return await(groups, true);
  }

  /** The same of one group, when it is asked next. */
  Map<TopicPartition, Long> awaitNext(String group) throws InterruptedException {
    return requireNonNull(await(Set.of(group), false).get(group));
  }

  @Override
  protected void run() throws InterruptedException {
    try (GroupOffsets offsets = kafka.get()) {
      while (true) {
        round(offsets);
        pause();
      }
    }
  }

  private Map<String, Map<TopicPartition, Long>> await(Set<String> groups, boolean atOnce)
      throws InterruptedException {
    synchronized (lock) {
      urgent |= atOnce;
      lock.notifyAll();
      waiting.add(groups);
      try {
        awaitEnd(begun + 1);
      } finally {
        waiting.remove(groups);
      }
      if (!latest.keySet().containsAll(groups)) {
        throw new KafkaException("what %s have committed is not known".formatted(groups), failure);
      }
      return latest;
    }
  }

  private void awaitEnd(long round) throws InterruptedException {
    synchronized (lock) {
      long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
      while (ended < round) {
        long leftMs = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          throw new KafkaException("what is committed is not known in time");
        }
        lock.wait(leftMs);
      }
    }
  }

  private void round(GroupOffsets offsets) {
    Set<String> groups = begin();
    try {
      end(groups.isEmpty() ? Map.of() : offsets.committed(groups), null);
    } catch (KafkaException e) {
      LOG.debug("what is committed is not known now", e);
      end(Map.of(), e);
    }
  }

  private Set<String> begin() {
    var groups = new HashSet<String>();
    application.get().ifPresent(groups::add);
    synchronized (lock) {
      begun++;
      urgent = false;
      waiting.forEach(groups::addAll);
    }
    return groups;
  }

  private void end(Map<String, Map<TopicPartition, Long>> known, @Nullable KafkaException why) {
    synchronized (lock) {
      latest = known;
      failure = why;
      ended = begun;
      lock.notifyAll();
    }
  }

  private void pause() throws InterruptedException {
    synchronized (lock) {
      long until = System.nanoTime() + INTERVAL_MS * 1_000_000;
      long leftMs = INTERVAL_MS;
      while (!urgent && leftMs > 0) {
        lock.wait(leftMs);
        leftMs = (until - System.nanoTime()) / 1_000_000;
      }
    }
  }

  private static Optional<PartitionLayout> running(CurrentLayout layouts) {
    try {
      return Optional.of(layouts.running());
    } catch (FailureException e) {
      return Optional.empty();
    }
  }
}
