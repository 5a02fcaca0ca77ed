package io.millrace.benchmarks.pipeline;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Creates the topics, and writes the events to be processed. */
final class Preload {
  private static final long LOOK_EVERY_NANOS = 50_000_000;

  private Preload() {}

  /** Returns the mean size of an event in bytes. */
  static double run(String broker, Topics topics, int partitions, BenchmarkOptions options)
      throws InterruptedException, ExecutionException {
    create(broker, topics, partitions);
    var failure = new AtomicReference<@Nullable Exception>();
    long bytes = 0;
    var source = new EventSource(options, System.currentTimeMillis());
    try (var producer = new KafkaProducer<byte[], byte[]>(config(broker))) {
      for (long i = 0; i < options.events(); i++) {
        Event event = source.next();
        Topic<VisitorKey, Event> topic = topics.events(event.type());
        byte[] value = topic.value().serializer().serialize(topic.name(), event);
        byte[] key = new VisitorKey(event.tenant(), event.visitor()).toBytes();
        bytes += value.length;
        var _ =
            producer.send(
                new ProducerRecord<>(topic.name(), key, value),
                (_, e) -> {
                  if (e != null) {
                    failure.set(e);
                  }
                });
      }
    }
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("an event was not written", e);
    }
    return (double) bytes / options.events();
  }

  /** Writes definitions, which jobs that start later read. */
  static void define(String broker, Topics topics, List<Definition> definitions) {
    Topic<DefinitionKey, Definition> topic = topics.definitions();
    try (var producer = new KafkaProducer<byte[], byte[]>(config(broker))) {
      for (Definition definition : definitions) {
        byte[] value = topic.value().serializer().serialize(topic.name(), definition);
        var _ =
            producer.send(new ProducerRecord<>(topic.name(), definition.key().toBytes(), value));
      }
    }
  }

  private static void create(String broker, Topics topics, int partitions)
      throws InterruptedException, ExecutionException {
    List<NewTopic> all =
        topics.all().stream()
            .map(
                topic ->
                    new NewTopic(
                            topic.name(),
                            Optional.of(topic.partitioned() ? partitions : 1),
                            Optional.empty())
                        .configs(topic.config()))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      admin.createTopics(all).all().get();
      // A created partition may not have a leader yet: a first batch without a leader would arrive
      // after the second, be rejected as out of order, and hold its partition up until it expires.
      Map<TopicPartition, OffsetSpec> ends = ends(all);
      while (!led(admin, ends)) {
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      }
    }
  }

  private static Map<TopicPartition, OffsetSpec> ends(List<NewTopic> topics) {
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    return ends;
  }

  /** Only a leader returns the end offset of its partition. */
  private static boolean led(Admin admin, Map<TopicPartition, OffsetSpec> ends)
      throws InterruptedException {
    try {
      return admin.listOffsets(ends).all().get().size() == ends.size();
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static Map<String, Object> config(String broker) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        broker,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4",
        ProducerConfig.LINGER_MS_CONFIG,
        20,
        ProducerConfig.BATCH_SIZE_CONFIG,
        64 * 1024,
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class);
  }
}
