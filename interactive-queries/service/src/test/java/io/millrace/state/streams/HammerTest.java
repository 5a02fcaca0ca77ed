package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.RunningService;
import io.millrace.service.TestBroker;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.topologies.MillraceTopology;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Reads hammer every store through the facade that serves them while the stream threads write. With
 * Kafka Streams' newer query API a reader and a stream thread lock a store and its position in
 * opposite order, and wait for each other for ever.
 */
@Execution(ExecutionMode.CONCURRENT)
class HammerTest {
  private static final int PARTITIONS = 4;
  private static final int READERS = 3;
  private static final long MOST_READS_OF_A_RANGE = 50;
  private static final long HAMMER_MS = Long.getLong("millrace.hammer.ms", 8_000);

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  private final Topics topics = new Topics("");
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong found = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  @Test
  void readsOfEveryStoreDuringWritesStallNoStreamThread() throws Exception {
    try (var broker = new TestBroker(dir.resolve("broker")).start()) {
      createTopics(broker.bootstrapServers());
      var host =
          new StreamsHost(
              KafkaSettings.of(broker.bootstrapServers()),
              port ->
                  StreamsSettings.of(
                      RunningService.settings(broker.bootstrapServers(), dir.resolve("state")),
                      port),
              () ->
                  MillraceTopology.build(
                      topics,
                      TopologySettings.defaults(PARTITIONS),
                      (_, _) -> {},
                      ProgressListener.UNTOLD),
              new RestoreTracker());
      host.start(1);
      try {
        TestCluster.await().until(host::running);
        Thread writer = daemon("hammer-writer", () -> write(broker.bootstrapServers()));
        Set<String> stores = stores(host);
        for (int i = 0; i < READERS; i++) {
          var _ = daemon("hammer-reader-" + i, () -> read(host, stores));
        }
        watch(host);
        ended.set(true);
        writer.join(10_000);
      } finally {
        ended.set(true);
        host.stop();
      }
    }
    System.out.printf(
        "measured: %,d reads, %,d entries found, %,d events meanwhile%n",
        reads.get(), found.get(), written.get());
    assertThat(found.get()).isGreaterThan(1_000);
  }

  /** In each second or two each thread that has tasks commits; there is no deadlock. */
  private void watch(StreamsHost host) {
    var watchdog = new Watchdog(() -> Map.of(), () -> 0);
    long end = System.nanoTime() + HAMMER_MS * 1_000_000;
    while (System.nanoTime() < end) {
      Map<String, Double> before = commits(host);
      TestCluster.await()
          .alias("all stream threads commit")
          .until(
              () -> {
                watchdog.check();
                assertThat(watchdog.problem()).isEmpty();
                Map<String, Double> now = commits(host);
                return before.entrySet().stream()
                    .allMatch(one -> now.getOrDefault(one.getKey(), 0.0) >= one.getValue() + 5);
              });
    }
  }

  private static Map<String, Double> commits(StreamsHost host) {
    var commits = new HashMap<String, Double>();
    HostProcess.streams(host)
        .metrics()
        .forEach(
            (name, metric) -> {
              String thread = name.tags().get("thread-id");
              if (name.name().equals("commit-total")
                  && name.group().equals("stream-thread-metrics")
                  && thread != null
                  && metric.metricValue() instanceof Double count) {
                commits.put(thread, count);
              }
            });
    assertThat(commits).isNotEmpty();
    return commits;
  }

  /** All but those that hold nothing that can be read. */
  private static Set<String> stores(StreamsHost host) {
    var stores = new TreeSet<>(host.storeNames());
    stores.remove(StoreNames.COMBINER);
    stores.remove(StoreNames.DEFINITIONS);
    assertThat(stores).hasSizeGreaterThan(5);
    return stores;
  }

  private void read(StreamsHost host, Set<String> stores) {
    while (!ended.get()) {
      for (String store : stores) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          try {
            read(store(HostProcess.streams(host), store, partition));
          } catch (InvalidStateStoreException e) {
            assertThat(ended.get() || !host.running()).as(e.toString()).isTrue();
          }
        }
      }
    }
  }

  private void read(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    try (var range = store.range(null, null)) {
      for (int i = 0; i < MOST_READS_OF_A_RANGE && range.hasNext(); i++) {
        byte[] value = store.get(range.next().key);
        reads.addAndGet(2);
        found.addAndGet(value == null ? 0 : 1);
      }
    }
  }

  private static ReadOnlyKeyValueStore<Bytes, byte[]> store(
      KafkaStreams streams, String store, int partition) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition));
  }

  private void write(String bootstrapServers) {
    Topic<VisitorKey, Event> browse = topics.events(EventType.BROWSE);
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            browse.key().serializer(),
            browse.value().serializer())) {
      for (int i = 0; !ended.get(); i++) {
        Event event = event(i);
        var _ = producer.send(new ProducerRecord<>(browse.name(), key(event), event));
        if (i % 500 == 0) {
          producer.flush();
        }
        written.incrementAndGet();
      }
    }
  }

  private static VisitorKey key(Event event) {
    return new VisitorKey(event.tenant(), event.visitor());
  }

  private static Event event(int number) {
    long now = System.currentTimeMillis();
    return new Event(
        "default",
        "hammer-" + number,
        EventType.BROWSE,
        "",
        "visitor-" + number % 2_000,
        "",
        "",
        now,
        now,
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        "DE",
        "",
        Money.NONE,
        Properties.NONE);
  }

  private void createTopics(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              topics.all().stream()
                  .map(
                      topic ->
                          new NewTopic(
                              topic.name(),
                              topic.name().equals(topics.definitions().name()) ? 1 : PARTITIONS,
                              (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  private static Thread daemon(String name, Runnable run) {
    return Thread.ofPlatform().daemon().name(name).start(run);
  }
}
