package io.millrace.state.staleness;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.Features;
import io.millrace.topologies.state.StoreSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upper bound of how long ago a partition of the visitors' stores showed every accepted event:
 * an active task may lag behind its input, as after a failure, and its standbys with it.
 *
 * <p>On a thread of its own, Kafka is asked where the event topics end each time before it is asked
 * what the application has committed. {@link InputWatermarks} does the arithmetic. What goes from
 * visitor to visitor, because one has several names, is not counted: it is later by some commits.
 */
@Singleton
public final class InputStaleness extends ServerThread {
  /** The age of a partition if it is not known yet. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(InputStaleness.class);
  private static final long STEP_MS = 200;
  private static final int TIMEOUT_MS = 2_000;

  /** After this many reads without progress there may be nothing to process. */
  private static final int STILL_LOOKS = 5;

  /** An instance counts as gone, and its partitions are reassigned, after twice as long. */
  private static final long JUST_BEGUN_MS = 3_000;

  private static final Set<String> FOLLOWED =
      Features.BUILT_IN.stores().stream()
          .filter(StoreSpec::followsEvents)
          .map(StoreSpec::name)
          .collect(Collectors.toUnmodifiableSet());

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final ProcessedOffsets processed;
  private final CommittedOffsets committed;
  private volatile @Nullable Watched watched;

  /** The partitions of a layout. */
  private record Watched(PartitionLayout layout, List<Partition> partitions) {}

  /** A partition, and where its reader has stopped. */
  private static final class Partition {
    final InputWatermarks marks = new InputWatermarks();
    Map<String, Long> last = Map.of();
    volatile long begunAt;
    int stillLooks;
  }

  InputStaleness(
      ServiceSettings settings,
      CurrentLayout layouts,
      ProcessedOffsets processed,
      CommittedOffsets committed) {
    super("millrace-input-age");
    this.settings = settings;
    this.layouts = layouts;
    this.processed = processed;
    this.committed = committed;
  }

  /**
   * The age of a partition whose active task is here, in milliseconds; to be called before it is
   * read. {@link #UNKNOWN} if it is not known, empty for a store that does not follow the events.
   */
  public OptionalLong ofActive(String store, int partition) {
    InputWatermarks.Task task = topic -> processed.next(topic, partition);
    return of(
        store,
        partition,
        one ->
            one.begunAt == processed.startedAtMs(partition)
                ? one.marks.asOf(task)
                : one.marks.asOfJustBegun(task));
  }

  /**
   * The age of a standby that shows everything committed this long ago.
   *
   * @param behindMs the age of the copy itself
   * @return at least that
   */
  public long ofStandby(String store, int partition, long behindMs) {
    long committedAt = now() - behindMs;
    return of(store, partition, one -> one.marks.asOf(committedAt)).orElse(behindMs);
  }

  private interface Moment {
    OptionalLong asOf(Partition partition);
  }

  private OptionalLong of(String store, int number, Moment moment) {
    if (!FOLLOWED.contains(store)) {
      return OptionalLong.empty();
    }
    Watched now = watched;
    OptionalLong asOf =
        now != null && number < now.partitions.size()
            ? moment.asOf(now.partitions.get(number))
            : OptionalLong.empty();
    return OptionalLong.of(asOf.isEmpty() ? UNKNOWN : Math.max(0, now() - asOf.getAsLong()));
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      follow();
      Thread.sleep(STEP_MS);
    }
  }

  /** Returns if Kafka cannot be reached, or the layout is not known yet. */
  private void follow() throws InterruptedException {
    try (Admin admin =
            KafkaClients.admin(
                settings.kafka(),
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "millrace-input-age",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS));
        var probe = new DataProbe(settings.kafka(), "millrace-input-age-probe")) {
      while (true) {
        step(admin, probe);
      }
    } catch (FailureException | KafkaException | ExecutionException | TimeoutException e) {
      LOG.debug("the processing lag is currently unknown", e);
    }
  }

  private void step(Admin admin, DataProbe probe)
      throws InterruptedException, ExecutionException, TimeoutException {
    PartitionLayout layout = layouts.running();
    List<Partition> partitions = watched(layout).partitions;
    // While events already go to other topics, accepted ones are not processed here.
    boolean complete = layouts.intake() == layout.generation();
    long at = now();
    Map<Integer, Map<String, Long>> ends = byPartition(ends(admin, layout));
    if (complete) {
      for (int number = 0; number < partitions.size(); number++) {
        partitions.get(number).marks.ended(at, ends.getOrDefault(number, Map.of()));
      }
    }
    Map<Integer, Map<String, Long>> passed =
        byPartition(committed.awaitNext(layout.applicationId()));
    long seenAt = now();
    for (int number = 0; number < partitions.size(); number++) {
      Partition partition = partitions.get(number);
      Map<String, Long> offsets =
          beyondMarkers(partition, number, passed.getOrDefault(number, Map.of()), probe);
      begin(partition, number, offsets, seenAt);
      partition.marks.committed(seenAt, offsets);
    }
  }

  /** If a task has just begun, no other can have committed since. */
  private void begin(Partition partition, int number, Map<String, Long> offsets, long seenAt) {
    long begunAt = processed.startedAtMs(number);
    if (begunAt != partition.begunAt) {
      partition.marks.taskStarted(
          seenAt - begunAt < JUST_BEGUN_MS ? offsets : partition.marks.committed());
      partition.begunAt = begunAt;
    }
  }

  private Watched watched(PartitionLayout layout) {
    Watched now = watched;
    if (now == null || !now.layout.equals(layout)) {
      now =
          new Watched(layout, Stream.generate(Partition::new).limit(layout.partitions()).toList());
      watched = now;
    }
    return now;
  }

  /** A reader with nothing but markers and aborted records before it is past them. */
  private static Map<String, Long> beyondMarkers(
      Partition partition, int number, Map<String, Long> committed, DataProbe probe) {
    partition.stillLooks = committed.equals(partition.last) ? partition.stillLooks + 1 : 0;
    partition.last = committed;
    if (partition.stillLooks < STILL_LOOKS) {
      return committed;
    }
    var passed = new HashMap<>(committed);
    partition
        .marks
        .oldest()
        .forEach(
            (topic, end) -> {
              long position = committed.getOrDefault(topic, 0L);
              if (position < end && probe.empty(new TopicPartition(topic, number), position, end)) {
                passed.put(topic, end);
              }
            });
    return passed;
  }

  private Map<TopicPartition, Long> ends(Admin admin, PartitionLayout layout)
      throws InterruptedException, ExecutionException, TimeoutException {
    Topics topics = layouts.topics(layout.generation());
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    Arrays.stream(EventType.values())
        .map(type -> topics.events(type).name())
        .forEach(
            topic ->
                IntStream.range(0, layout.partitions())
                    .forEach(
                        number ->
                            wanted.put(new TopicPartition(topic, number), OffsetSpec.latest())));
    var ends = new HashMap<TopicPartition, Long>();
    get(admin.listOffsets(wanted).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** By the number of the partition and the topic. */
  private static Map<Integer, Map<String, Long>> byPartition(Map<TopicPartition, Long> offsets) {
    var sorted = new HashMap<Integer, Map<String, Long>>();
    offsets.forEach(
        (partition, offset) ->
            sorted
                .computeIfAbsent(partition.partition(), _ -> new HashMap<>())
                .put(partition.topic(), offset));
    return sorted;
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  static long now() {
    return System.nanoTime() / Duration.ofMillis(1).toNanos();
  }
}
