package io.millrace.state.takeover;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.streams.HostProcess;
import io.millrace.state.streams.TestCluster;
import io.millrace.state.streams.ThreadMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link KafkaNames} says, compared with what a Kafka Streams application left and showed that
 * ran on a broker, processed records exactly once, and was stopped cleanly.
 */
class KafkaNamesTest {
  private static final String APPLICATION = "names";
  private static final String REPARTITION = "by-key";
  private static final String ON_DISK = "on-disk";
  private static final String IN_MEMORY = "in-memory";
  private static final int THREADS = 2;
  private static final int KEYS = 100;

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path dir;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Seen seen;

  /** What was seen while the application ran. */
  private record Seen(
      Set<String> topics,
      Set<String> clientIds,
      Set<String> transactionalIds,
      Set<String> threads,
      Set<MetricName> metrics,
      Map<String, Double> commits,
      Map<String, Double> polls) {}

  @BeforeAll
  static void run() throws Exception {
    try (var cluster = new TestCluster(dir.resolve("broker"));
        var streams = new KafkaStreams(topology(), config(cluster))) {
      streams.start();
      for (int key = 0; key < KEYS; key++) {
        cluster.send(key, new byte[] {1});
      }
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        TestCluster.await()
            .until(
                () ->
                    streams.state() == KafkaStreams.State.RUNNING
                        && transactionalIds(admin).size() == THREADS
                        && clientIds(admin).size() == THREADS);
        seen =
            new Seen(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get(),
                clientIds(admin),
                transactionalIds(admin),
                streams.metadataForLocalThreads().stream()
                    .map(ThreadMetadata::threadName)
                    .collect(toSet()),
                Set.copyOf(streams.metrics().keySet()),
                ThreadMetrics.read(streams, KafkaNames.COMMITS),
                ThreadMetrics.read(streams, KafkaNames.POLLS));
      }
      assertThat(streams.close(Duration.ofSeconds(60))).isTrue();
    }
  }

  private static Set<String> clientIds(Admin admin) throws Exception {
    return admin.describeClassicGroups(Set.of(APPLICATION)).all().get().values().stream()
        .flatMap(described -> described.members().stream())
        .map(MemberDescription::clientId)
        .collect(toSet());
  }

  private static Set<String> transactionalIds(Admin admin) throws Exception {
    return admin.listTransactions().all().get().stream()
        .map(TransactionListing::transactionalId)
        .collect(toSet());
  }

  @Test
  void theTopicsOfStoresAndRepartitions() {
    assertThat(seen.topics)
        .contains(
            KafkaNames.changelog(APPLICATION, ON_DISK),
            KafkaNames.changelog(APPLICATION, IN_MEMORY),
            KafkaNames.repartition(APPLICATION, REPARTITION));
  }

  @Test
  void theIdsOfProducersAndConsumersOfOneProcess() {
    assertThat(seen.transactionalIds)
        .hasSize(THREADS)
        .allMatch(KafkaNames.transactionalIds(APPLICATION).asMatchPredicate())
        .noneMatch(KafkaNames.transactionalIds("name").asMatchPredicate());
    Set<String> processes =
        seen.transactionalIds.stream().map(KafkaNames::processOfProducer).collect(toSet());
    assertThat(processes).hasSize(1);
    String process = processes.iterator().next();
    assertThat(seen.clientIds)
        .hasSize(THREADS)
        .allMatch(id -> KafkaNames.processOfConsumer(APPLICATION, id).equals(Optional.of(process)))
        .allMatch(id -> KafkaNames.processOfConsumer("other", id).isEmpty());
    assertThat(seen.threads).hasSize(THREADS).allMatch(thread -> thread.startsWith(process));
  }

  @Test
  void theMetricsOfThreads() {
    assertThat(seen.commits.keySet()).isEqualTo(seen.threads);
    assertThat(seen.polls.keySet()).isEqualTo(seen.threads);
    assertThat(seen.polls.values()).allMatch(count -> count > 0);
    assertThat(seen.metrics)
        .anyMatch(
            metric ->
                metric.group().equals(KafkaNames.THREAD_METRICS)
                    && metric.name().equals(KafkaNames.LONGEST_PUNCTUATION)
                    && seen.threads.contains(metric.tags().get(KafkaNames.THREAD_TAG)));
  }

  @Test
  void theMetricsOfStores() {
    assertThat(metricsOf(KafkaNames.ROCKSDB_TAG, ON_DISK))
        .contains(
            KafkaNames.CACHE_USED,
            KafkaNames.CACHE_CAPACITY,
            KafkaNames.MEMTABLE_BYTES,
            KafkaNames.LIVE_BYTES,
            KafkaNames.FILE_BYTES,
            KafkaNames.KEYS,
            KafkaNames.PENDING_COMPACTION_BYTES,
            KafkaNames.OPEN_ITERATORS);
    assertThat(metricsOf(KafkaNames.STORE_TAGS.getLast(), IN_MEMORY)).isNotEmpty();
  }

  private static Set<String> metricsOf(String tag, String store) {
    return seen.metrics.stream()
        .filter(metric -> metric.group().equals(KafkaNames.STORE_METRICS))
        .filter(metric -> store.equals(metric.tags().get(tag)))
        .filter(
            metric ->
                KafkaNames.isTaskDirectory(metric.tags().getOrDefault(KafkaNames.TASK_TAG, "")))
        .map(MetricName::name)
        .collect(toSet());
  }

  @Test
  void aCleanStopLeavesACheckpointOfEachTaskSoThatNothingIsDeleted() throws Exception {
    Path application = dir.resolve("state").resolve(APPLICATION);
    Set<Path> tasks;
    try (var all = Files.list(application)) {
      tasks = all.filter(Files::isDirectory).collect(toSet());
    }
    assertThat(tasks)
        .isNotEmpty()
        .allMatch(task -> KafkaNames.isTaskDirectory(task.getFileName().toString()));
    assertThat(tasks.stream().filter(task -> Files.exists(task.resolve("rocksdb"))).toList())
        .hasSize(HostProcess.PARTITIONS)
        .allMatch(task -> Files.exists(task.resolve(KafkaNames.CHECKPOINT)));
    Set<Path> before = files(application);

    AbandonedState.clear(application);

    assertThat(files(application)).isEqualTo(before);
  }

  private static Set<Path> files(Path under) throws IOException {
    try (var all = Files.walk(under)) {
      return all.collect(toSet());
    }
  }

  private static Properties config(TestCluster cluster) {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    config.put(StreamsConfig.STATE_DIR_CONFIG, dir.resolve("state").toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return config;
  }

  private static Topology topology() {
    var builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(ON_DISK), Serdes.Bytes(), Serdes.ByteArray()));
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(IN_MEMORY), Serdes.Bytes(), Serdes.ByteArray()));
    builder.stream(HostProcess.INPUT, Consumed.with(Serdes.Bytes(), Serdes.ByteArray()))
        .repartition(
            Repartitioned.<Bytes, byte[]>as(REPARTITION)
                .withKeySerde(Serdes.Bytes())
                .withValueSerde(Serdes.ByteArray()))
        .process(Keep::new, ON_DISK, IN_MEMORY);
    return builder.build();
  }

  private static final class Keep implements Processor<Bytes, byte[], Void, Void> {
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    private KeyValueStore<Bytes, byte[]> onDisk;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    private KeyValueStore<Bytes, byte[]> inMemory;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      onDisk = context.getStateStore(ON_DISK);
      inMemory = context.getStateStore(IN_MEMORY);
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
      onDisk.put(record.key(), record.value());
      inMemory.put(record.key(), record.value());
    }
  }
}
