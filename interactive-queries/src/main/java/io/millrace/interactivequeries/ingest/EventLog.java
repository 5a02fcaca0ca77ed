package io.millrace.interactivequeries.ingest;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.millrace.interactivequeries.kafka.KafkaProducers;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Where events go. The future is done when all replicas that must have the event have it. */
@Singleton
final class EventLog {
  private final Producer<byte[], byte[]> producer;
  private final Topics topics;

  EventLog(@KafkaClient(KafkaProducers.INGEST) Producer<byte[], byte[]> producer, Topics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  Future<RecordMetadata> append(Event event) {
    var key = new VisitorKey(event.tenant(), event.visitor());
    return send(topics.events(event.type()), key, event);
  }

  Future<RecordMetadata> append(Quarantined refused) {
    return send(topics.quarantine(), new VisitorKey(refused.tenant(), ""), refused);
  }

  /** Waits for metadata or buffer space at most, and for these not longer than is set. */
  private <T> Future<RecordMetadata> send(Topic<VisitorKey, T> topic, VisitorKey key, T value) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    try {
      return producer.send(new ProducerRecord<>(topic.name(), key.toBytes(), bytes));
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
