package io.millrace.state.streams;

import io.millrace.serdes.event.EventType;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.kafka.KafkaProducers;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.takeover.DeadMemberEviction;
import io.millrace.topologies.Features;
import io.millrace.topologies.state.BoundedRocksDb;
import io.millrace.topologies.state.StoreMemory;
import io.millrace.topologies.state.StoreSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The one table of Kafka Streams settings, with their reasons. */
public final class StreamsSettings {

  /**
   * An event waits for one commit until a live query shows it, for two until its rows leave. A
   * commit costs a marker in every partition it wrote to: at 100 ms, two busy cores show everything
   * later than at 200 ms.
   */
  private static final int COMMIT_MS = 200;

  /**
   * What a killed instance has open holds back its successor's offsets until this time has passed,
   * where the successor does not get to fence it first.
   */
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  /**
   * How long an instance that stopped, or cannot be reached, holds its partitions against any other
   * but itself. One that was killed is found earlier: {@link DeadMemberEviction}.
   */
  private static final int SESSION_TIMEOUT_MS = 6_000;

  /** With each, an instance may learn that partitions move; eleven may be missed. */
  private static final int HEARTBEAT_MS = 500;

  /**
   * A thread that does not poll for this long counts as dead, and a rebalance no longer waits for
   * it. Restoring is done beside it and does not count.
   */
  private static final int MAX_POLL_INTERVAL_MS = 60_000;

  private static final int ROCKSDB_STORES =
      (int)
          Features.BUILT_IN.stores().stream()
              .filter(store -> store.kind() == StoreSpec.Kind.ROCKSDB)
              .count();

  /** One further copy of each partition, on another instance where there is one. */
  private static final int STANDBYS = 1;

  /** How often it is checked whether a warm-up replica can take over; Kafka's minimum. */
  private static final int PROBING_REBALANCE_MS = 60_000;

  /** The number of partitions that a new instance warms up at once, before it takes them over. */
  private static final int WARM_UPS = 4;

  /**
   * A fetch waits for as many bytes, but no longer than the time. At once, a busy topic would be
   * fetched hundreds of times a second, for some records each.
   */
  private static final int FETCH_MIN_BYTES = 64 << 10;

  private static final int FETCH_MAX_WAIT_MS = 20;

  /** Of all partitions together; by default 50 MB, which for each thread is much of the heap. */
  private static final int FETCH_MAX_BYTES = 16 << 20;

  /**
   * How many records wait to be processed at most, of all partitions together. With Kafka's 1,000
   * of each, those of a long backlog in 64 partitions would fill the heap.
   */
  private static final int BUFFERED_RECORDS = 1 << 16;

  private static final int BUFFERED_RECORDS_OF_A_PARTITION = 1_000;

  /**
   * What a partition gets between two commits of a busy task fits in one batch. With Kafka's 16 KiB
   * it would be several, each of which costs the broker and the producer.
   */
  private static final int BATCH_BYTES = 128 << 10;

  private StreamsSettings() {}

  /** The settings of an instance in the layout that a product begins with. */
  public static Properties of(ServiceSettings service, int port) {
    return of(service, PartitionLayout.first(service), port);
  }

  /**
   * The settings of an instance.
   *
   * @param port where its HTTP listens
   */
  public static Properties of(ServiceSettings service, PartitionLayout layout, int port) {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, layout.applicationId());
    config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, service.applicationServer(port));
    config.put(StreamsConfig.STATE_DIR_CONFIG, service.stateDir().toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, service.resources().streamThreads());
    // At least in 4.3.1 the streams protocol routes interactive queries wrongly with two threads.
    config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Served stores have no cache in front; what a read sees is what was written.
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    config.put(
        StoreMemory.SETTING,
        new StoreMemory(
            service.resources().stateMemoryBytes(), layout.partitions() * ROCKSDB_STORES));
    addCopies(config);
    addHandlers(config);
    addClients(config, service.stateDir());
    addBuffers(config, layout.partitions());
    return KafkaClients.streamsConfig(service.kafka(), config);
  }

  private static void addCopies(Properties config) {
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, STANDBYS);
    config.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARM_UPS);
    config.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_REBALANCE_MS);
  }

  /**
   * Bytes that are no event of ours can only come from outside and must not stop a partition; they
   * are logged and counted by Streams. A fault in our own processing must stop it, not skip events.
   */
  private static void addHandlers(Properties config) {
    config.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    config.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
  }

  private static void addClients(Properties config, Path stateDir) {
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
        KafkaProducers.COMPRESSION);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        MAX_POLL_INTERVAL_MS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance(stateDir));
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), FETCH_MIN_BYTES);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
        FETCH_MAX_WAIT_MS);
  }

  /** One poll may bring a partition as many again. */
  private static void addBuffers(Properties config, int partitions) {
    int inputs = EventType.values().length * partitions;
    int records = Math.min(BUFFERED_RECORDS_OF_A_PARTITION, BUFFERED_RECORDS / inputs);
    config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, Math.max(1, records));
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        Math.max(1, records));
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_MAX_BYTES);
  }

  /**
   * The name of this instance as a static member: with it, a restart gets its partitions back
   * immediately. It is stored beside the state, so that it is kept and lost together with it.
   */
  private static String instance(Path stateDir) {
    Path file = stateDir.resolve("instance.id");
    try {
      if (Files.exists(file)) {
        String id = Files.readString(file).strip();
        if (!id.isEmpty()) {
          return id;
        }
      }
      Files.createDirectories(stateDir);
      String id = UUID.randomUUID().toString();
      Files.writeString(file, id);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
