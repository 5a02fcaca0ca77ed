package io.millrace.state.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.streams.HostProcess;
import io.millrace.state.streams.PartitionReads;
import io.millrace.state.streams.RestoreStatus;
import io.millrace.state.streams.RestoreStatus.Role;
import io.millrace.state.streams.RestoreTracker;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.TestCluster;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What is said of the age of copies, against what a consumer has seen committed: idle, under load,
 * and while the active one is killed.
 */
@Execution(ExecutionMode.CONCURRENT)
class StandbyStalenessTest {
  private static final int KEYS = 16;
  private static final String CHANGELOG = "millrace-" + HostProcess.STORE + "-changelog";

  private final AtomicBoolean ended = new AtomicBoolean();

  /** When which number was seen committed, by partition. */
  private final Map<Integer, NavigableMap<Long, Long>> committed = new ConcurrentHashMap<>();

  private final Map<Integer, Bytes> keys = new ConcurrentHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  /** A read of a copy. */
  private record Sample(int partition, long atMs, long ageMs, long number, RestoreStatus restore) {}

  @Test
  void neverSaysThatACopyIsYoungerThanItIs() throws Exception {
    var restores = new RestoreTracker();
    try (var cluster = new TestCluster(dir.resolve("broker"))) {
      StreamsHost here =
          HostProcess.host(cluster.bootstrapServers(), dir.resolve("a"), List.of(), restores);
      here.start(1);
      var age =
          new StandbyStaleness(
              restores,
              () -> new KafkaChangelogOffsets(KafkaSettings.of(cluster.bootstrapServers())),
              StandbyStalenessTest::nowMs);
      age.start();
      Thread consumer = Thread.ofPlatform().start(() -> consume(cluster.bootstrapServers()));
      try (var other = HostProcess.start(cluster.bootstrapServers(), dir.resolve("b"), List.of())) {
        write(cluster, 0, 2_000);
        TestCluster.await().until(() -> copies(restores).size() == 2 && here.running());
        idle(restores, age);
        Thread writer = Thread.ofPlatform().start(() -> write(cluster, 2_000, 10_000));
        sampleUntil(here, restores, age, () -> committed(5_000));
        assertThat(samples.stream().mapToLong(Sample::ageMs).min().orElse(Long.MAX_VALUE))
            .isLessThan(1_000);
        other.kill();
        sampleUntil(here, restores, age, () -> HostProcess.hasAll(here, restores));
        writer.join();
      } finally {
        ended.set(true);
        consumer.join();
        age.stop();
        here.stop();
      }
      expectNoLies();
    }
  }

  private static void idle(RestoreTracker restores, StandbyStaleness age) {
    // Where nothing is written it stays fresh.
    for (int times = 0; times < 5; times++) {
      TestCluster.await()
          .until(
              () ->
                  copies(restores).stream()
                      .map(partition -> age.atMostMs(HostProcess.STORE, partition))
                      .allMatch(told -> told.orElse(Long.MAX_VALUE) < 600));
      LockSupport.parkNanos(300_000_000);
    }
  }

  private void sampleUntil(
      StreamsHost here, RestoreTracker restores, StandbyStaleness age, BooleanSupplier end) {
    long deadline = nowMs() + 60_000;
    while (!end.getAsBoolean()) {
      assertThat(nowMs()).isLessThan(deadline);
      for (int partition : copies(restores)) {
        sample(here, restores, age, partition);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private void sample(
      StreamsHost here, RestoreTracker restores, StandbyStaleness age, int partition) {
    Bytes key = keys.get(partition);
    var before = restores.of(HostProcess.STORE, partition);
    OptionalLong told = age.atMostMs(HostProcess.STORE, partition);
    long at = nowMs();
    if (key == null || told.isEmpty() || before.isEmpty()) {
      return;
    }
    try {
      byte[] value = PartitionReads.store(here, partition, true).get(key);
      var after = restores.of(HostProcess.STORE, partition);
      if (after.isPresent() && after.get().life() == before.get().life()) {
        long number = value == null ? -1 : ByteBuffer.wrap(value).getLong();
        samples.add(new Sample(partition, at, told.getAsLong(), number, before.get()));
      }
    } catch (InvalidStateStoreException e) {
      // It is on its way from a standby to the active one.
    }
  }

  private void expectNoLies() {
    assertThat(samples).hasSizeGreaterThan(100);
    for (Sample sample : samples) {
      long freshAsOf = sample.atMs - sample.ageMs;
      long seen =
          committed
              .getOrDefault(sample.partition, new ConcurrentSkipListMap<>())
              .entrySet()
              .stream()
              .filter(one -> one.getValue() <= freshAsOf)
              .mapToLong(Map.Entry::getKey)
              .max()
              .orElse(-1);
      assertThat(sample.number).as(sample.toString()).isGreaterThanOrEqualTo(seen);
    }
    System.out.printf(
        "measured: %d reads of copies, age at most %s ms%n",
        samples.size(), samples.stream().mapToLong(Sample::ageMs).summaryStatistics());
  }

  private boolean committed(long number) {
    return committed.values().stream().anyMatch(one -> one.lastKey() >= number);
  }

  private static void write(TestCluster cluster, int from, int to) {
    for (int number = from; number < to; number++) {
      cluster.send(number % KEYS, ByteBuffer.allocate(8).putLong(number).array());
      LockSupport.parkNanos(500_000);
    }
  }

  /** One key of each partition is followed. */
  private void consume(String bootstrapServers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, HostProcess.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(CHANGELOG, partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!ended.get()) {
        var records = consumer.poll(Duration.ofMillis(20));
        long at = nowMs();
        records.forEach(
            record -> {
              Bytes key = Bytes.wrap(record.key());
              if (keys.computeIfAbsent(record.partition(), _ -> key).equals(key)) {
                committed
                    .computeIfAbsent(record.partition(), _ -> new ConcurrentSkipListMap<>())
                    .put(ByteBuffer.wrap(record.value()).getLong(), at);
              }
            });
      }
    }
  }

  private static List<Integer> copies(RestoreTracker restores) {
    return IntStream.range(0, HostProcess.PARTITIONS)
        .filter(
            partition ->
                restores
                    .of(HostProcess.STORE, partition)
                    .filter(one -> one.role() != Role.ACTIVE)
                    .isPresent())
        .boxed()
        .toList();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
