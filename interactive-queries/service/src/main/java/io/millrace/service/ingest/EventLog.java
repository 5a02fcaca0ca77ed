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

/** Where events go. The future is done when all replicas that must have the event have it. */
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
      // Where events go is not known before Kafka has been there once.
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
   * Waits for metadata or buffer space at most, and for these not longer than is set.
   *
   * @param then called once, also where Kafka refuses it later; not where this throws
   */
  private <T> Future<RecordMetadata> send(
      Topic<VisitorKey, T> topic, VisitorKey key, T value, Callback then) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    return producer.send(new ProducerRecord<>(topic.name(), key.toBytes(), bytes), then);
  }
}
