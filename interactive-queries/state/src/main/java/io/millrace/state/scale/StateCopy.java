package io.millrace.state.scale;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.retry.Backoff;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.topologies.state.Rekeying;
import io.millrace.topologies.state.StoreSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Copies the changelogs of one layout to those of another, each record to the partition that owns
 * its key there. The records of a key keep their order, as a key has one partition in both. For one
 * thread; {@link #copied} and {@link #toCopy} for any.
 */
final class StateCopy implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Starting again takes a second; the default of two minutes would be the pause of the whole
   * product.
   */
  private static final int DELIVERY_TIMEOUT_MS = 20_000;

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final List<TopicPartition> sources;
  private final Map<String, Way> ways = new HashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AtomicLong copied = new AtomicLong();
  private final AtomicLong busyNanos = new AtomicLong();
  private volatile long toCopy;

  /** The target of the records of a changelog. */
  private record Way(String topic, Rekeying rekeying) {}

  StateCopy(Admin admin, KafkaSettings kafka, PartitionLayout from, PartitionLayout to)
      throws InterruptedException, ExecutionException {
    this.admin = admin;
    for (StoreSpec store : LayoutGenerations.STORES) {
      ways.put(
          LayoutGenerations.changelog(from, store.name()),
          new Way(
              LayoutGenerations.changelog(to, store.name()),
              store.rekeying().orElseThrow().between(from.partitions(), to.partitions())));
    }
    this.sources = partitions(admin, ways.keySet());
    awaitLeaders(to.partitions());
    this.consumer = consumer(kafka);
    this.producer = producer(kafka);
    consumer.assign(sources);
    consumer.seekToBeginning(sources);
  }

  /**
   * Waits until the leaders of the created topics are known. A batch that comes before is rejected,
   * and of many rejected ones some are not sent again.
   */
  private void awaitLeaders(int partitions) throws InterruptedException, ExecutionException {
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (Way way : ways.values()) {
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(way.topic(), partition), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELIVERY_TIMEOUT_MS);
    var backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        backoff.await();
      }
    }
  }

  /** The number of records read. */
  long copied() {
    return copied.get();
  }

  /** How long it has copied, in milliseconds, without waiting for more. */
  long busyMs() {
    return busyNanos.get() / 1_000_000;
  }

  /** The total number of records to read, as last seen, including gaps of compaction. */
  long toCopy() {
    return toCopy;
  }

  /** Copies up to the end offsets of the changelogs at the time of the call. */
  void catchUp() throws InterruptedException, ExecutionException {
    Map<TopicPartition, Long> ends = ends();
    while (left(ends) > 0) {
      step();
      toCopy = copied.get() + left(ends);
    }
  }

  /** Copies some records, if there are any. */
  void step() throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      take(record);
    }
    if (!records.isEmpty()) {
      copied.addAndGet(records.count());
      busyNanos.addAndGet(System.nanoTime() - start);
    }
    fail();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Writes the values that partitions have of their own, once nothing more comes. */
  void end() throws ExecutionException {
    for (Way way : ways.values()) {
      way.rekeying()
          .end(
              (partition, key, value) ->
                  send(new ProducerRecord<>(way.topic(), partition, key, value)));
    }
    producer.flush();
    fail();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close(Duration.ZERO);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Way way = requireNonNull(ways.get(record.topic()));
    way.rekeying()
        .take(
            record.partition(),
            record.key(),
            record.value(),
            (partition, key, value) ->
                send(
                    new ProducerRecord<>(
                        way.topic(), partition, record.timestamp(), key, value, record.headers())));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ =
        producer.send(
            record,
            (_, e) -> {
              if (e != null) {
                failure.set(e);
              }
            });
  }

  private void fail() throws ExecutionException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new ExecutionException("Kafka did not take the copy of the state", failed);
    }
  }

  private long left(Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return left;
  }

  /** Including open transactions: a copy is complete only once they are committed or aborted. */
  private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
    var ends = new HashMap<TopicPartition, Long>();
    admin
        .listOffsets(sources.stream().collect(toMap(source -> source, _ -> OffsetSpec.latest())))
        .all()
        .get()
        .forEach((source, end) -> ends.put(source, end.offset()));
    return ends;
  }

  static List<TopicPartition> partitions(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
    return KafkaClients.consumer(
        kafka,
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            50));
  }

  private static Producer<byte[], byte[]> producer(KafkaSettings kafka) {
    return KafkaClients.producer(
        kafka,
        Map.of(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            DELIVERY_TIMEOUT_MS,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            DELIVERY_TIMEOUT_MS / 2,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "snappy"));
  }
}
