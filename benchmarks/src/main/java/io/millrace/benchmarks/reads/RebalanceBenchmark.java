package io.millrace.benchmarks.reads;

import io.millrace.benchmarks.pipeline.BrokerProcess;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
import io.millrace.state.streams.StreamsSettings;
import io.millrace.state.takeover.RebalanceBarrierClients;
import io.millrace.topologies.state.StoreBuilders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * How long partitions cannot be read when one of two instances leaves the group and its tasks go to
 * the standbys on the other, whose stream threads may hold them in another thread than the one that
 * gets the task: with the stream threads of an instance waiting for each other at the end of a
 * rebalance, and without, in turns. Usage: {@code RebalanceBenchmark [ROUNDS] [PARTITIONS]}.
 */
public final class RebalanceBenchmark {
  private static final String STORE = "kept";
  private static final int KEYS = 2_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final String broker;
  private final int partitions;
  private final Path directory;

  private RebalanceBenchmark(String broker, int partitions, Path directory) {
    this.broker = broker;
    this.partitions = partitions;
    this.directory = directory;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int partitions = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    Path directory = Files.createTempDirectory("millrace-rebalance");
    int port = BrokerProcess.freePort();
    Process broker =
        FrontBenchmark.java(
            BrokerProcess.class, directory.resolve("kafka").toString(), Integer.toString(port));
    try {
      FrontBenchmark.awaitLine(broker, "ready");
      new RebalanceBenchmark("127.0.0.1:" + port, partitions, directory).run(rounds);
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  private void run(int rounds) throws Exception {
    var without = new double[rounds];
    var with = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      without[round] = leave("without-" + round, false);
      with[round] = leave("with-" + round, true);
    }
    System.out.printf(
        "%d partitions, 2 instances of 2 threads; ms until all are readable again, longest gap%n",
        partitions);
    print("without", without);
    print("with", with);
  }

  private static void print(String name, double[] ms) {
    double[] sorted = ms.clone();
    Arrays.sort(sorted);
    System.out.printf("%-8s median %,8.0f  all", name, sorted[sorted.length / 2]);
    for (double one : ms) {
      System.out.printf(" %,.0f", one);
    }
    System.out.println();
  }

  /** The longest time for which a partition had no active store, in milliseconds. */
  private double leave(String application, boolean barrier) throws Exception {
    createInput(application);
    KafkaStreams stays = start(application, "stays", barrier);
    KafkaStreams leaves = start(application, "leaves", barrier);
    try (stays;
        leaves) {
      awaitBalance(stays, leaves);
      Thread leaving =
          Thread.ofPlatform()
              .start(
                  () ->
                      leaves.close(
                          CloseOptions.timeout(Duration.ofSeconds(30))
                              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)));
      double gap = longestGapMs(stays, leaves);
      leaving.join();
      return gap;
    }
  }

  private double longestGapMs(KafkaStreams stays, KafkaStreams leaves) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    var seen = new long[partitions];
    Arrays.fill(seen, System.nanoTime());
    long longest = 0;
    while (System.nanoTime() < deadline) {
      BitSet here = active(stays);
      BitSet there = active(leaves);
      long now = System.nanoTime();
      for (int partition = 0; partition < partitions; partition++) {
        if (here.get(partition) || there.get(partition)) {
          longest = Math.max(longest, now - seen[partition]);
          seen[partition] = now;
        }
      }
      if (here.cardinality() == partitions) {
        return longest / 1e6;
      }
    }
    throw new IllegalStateException("the partitions did not all move within a minute");
  }

  private BitSet active(KafkaStreams streams) {
    var active = new BitSet();
    for (int partition = 0; partition < partitions; partition++) {
      try {
        var _ =
            streams.store(
                StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.keyValueStore())
                    .withPartition(partition));
        active.set(partition);
      } catch (InvalidStateStoreException | IllegalStateException e) {
        // It is not here, or not open.
      }
    }
    return active;
  }

  /** Both have half of the partitions, and the other half as standbys without lag. */
  private void awaitBalance(KafkaStreams stays, KafkaStreams leaves) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (active(stays).cardinality() != partitions / 2
        || active(leaves).cardinality() != partitions / 2
        || !isCaughtUp(stays)
        || !isCaughtUp(leaves)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the instances did not share within a minute");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isCaughtUp(KafkaStreams streams) {
    var lags = streams.allLocalStorePartitionLags().getOrDefault(STORE, Map.of());
    return lags.size() == partitions
        && lags.values().stream().allMatch(lag -> lag.offsetLag() <= 100);
  }

  private KafkaStreams start(String application, String instance, boolean barrier) {
    var settings =
        new ServiceSettings(
            ServiceSettings.LOOPBACK,
            0,
            broker,
            "",
            partitions,
            directory.resolve(application).resolve(instance),
            application,
            new ClickHouseEndpoint("", "", "", ""),
            "",
            List.of());
    Topology topology = topology(application);
    Properties config = StreamsSettings.of(settings, instance.equals("stays") ? 1 : 2);
    var streams =
        barrier
            ? new KafkaStreams(topology, config, new RebalanceBarrierClients())
            : new KafkaStreams(topology, config);
    streams.start();
    return streams;
  }

  private void createInput(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker));
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      admin
          .createTopics(
              List.of(new NewTopic(topic, Optional.of(partitions), Optional.<Short>empty())))
          .all()
          .get();
      for (int key = 0; key < KEYS; key++) {
        byte[] bytes = Integer.toString(key).getBytes(StandardCharsets.US_ASCII);
        var _ = producer.send(new ProducerRecord<>(topic, bytes, new byte[500]));
      }
    }
  }

  private static Topology topology(String input) {
    return new Topology()
        .addSource("in", Serdes.Bytes().deserializer(), Serdes.ByteArray().deserializer(), input)
        .addProcessor("keep", Keep::new, "in")
        .addStateStore(StoreBuilders.rocksDb(STORE), "keep");
  }

  private static final class Keep implements Processor<Bytes, byte[], Void, Void> {
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    private KeyValueStore<Bytes, byte[]> store;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
      store.put(record.key(), record.value());
    }
  }
}
