package io.millrace.service.ingest;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.kafka.KafkaProducers;
import io.millrace.state.layout.InputTopics;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes events to Kafka. The future completes when all in-sync replicas have the event. */
@Singleton
final class EventLog {
  private static final Callback NOTHING = (_, _) -> {};

  private final Producer<byte[], byte[]> producer;
  private final InputTopics inputs;
  private final Topics topics;

  EventLog(
      @KafkaClient(KafkaProducers.INGEST) Producer<byte[], byte[]> producer,
      InputTopics inputs,
      Topics topics) {
    this.producer = producer;
    this.inputs = inputs;
    this.topics = topics;
  }

  Future<RecordMetadata> append(Event event) {
    var key = new VisitorKey(event.tenant(), event.visitor());
    InputTopics.Use use;
    try {
      use = inputs.acquire();
    } catch (FailureException e) {
      // The topics are unknown before Kafka was reached once.
      return CompletableFuture.failedFuture(e);
    }
    try {
      return send(use.topics().events(event.type()), key, event, (_, _) -> use.release());
    } catch (KafkaException e) {
      use.release();
      return CompletableFuture.failedFuture(e);
    }
  }

  Future<RecordMetadata> append(Quarantined refused) {
    try {
      return send(topics.quarantine(), new VisitorKey(refused.tenant(), ""), refused, NOTHING);
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Blocks at most for metadata or buffer space, and for these not longer than configured.
   *
   * @param then called once, also if Kafka rejects it later; not if this throws
   */
  private <T> Future<RecordMetadata> send(
      Topic<VisitorKey, T> topic, VisitorKey key, T value, Callback then) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    return producer.send(new ProducerRecord<>(topic.name(), key.toBytes(), bytes), then);
  }
}
