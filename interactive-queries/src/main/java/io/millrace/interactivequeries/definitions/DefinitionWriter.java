package io.millrace.interactivequeries.definitions;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.millrace.interactivequeries.kafka.KafkaProducers;
import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Outcome;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes definitions; a write that is done is also one that this instance reads back. */
@Singleton
public final class DefinitionWriter {
  private static final Duration READ_BACK = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final DefinitionLog log;
  private final Topic<DefinitionKey, Definition> topic;
  private final InstantSource clock;

  DefinitionWriter(
      @KafkaClient(KafkaProducers.INGEST) Producer<byte[], byte[]> producer,
      DefinitionLog log,
      Topics topics,
      InstantSource clock) {
    this.producer = producer;
    this.log = log;
    this.topic = topics.definitions();
    this.clock = clock;
  }

  /** Writes the next version of a definition. */
  public Outcome<Definition> put(DefinitionKey key, String body) throws InterruptedException {
    Definition before = log.get(key);
    var definition =
        new Definition(
            key.kind(),
            key.tenant(),
            key.name(),
            before == null ? 1 : before.version() + 1,
            clock.millis(),
            body);
    try {
      producer.send(record(definition)).get();
    } catch (ExecutionException | KafkaException e) {
      return Outcome.refused(
          new Failure.NotReady("Kafka did not take the definition: " + e.getMessage(), 1));
    }
    return readBack(definition);
  }

  private ProducerRecord<byte[], byte[]> record(Definition definition) {
    return new ProducerRecord<>(
        topic.name(),
        definition.key().toBytes(),
        topic.value().serializer().serialize(topic.name(), definition));
  }

  private Outcome<Definition> readBack(Definition definition) throws InterruptedException {
    return log.awaitVersion(definition.key(), definition.version(), READ_BACK)
        ? Outcome.of(definition)
        : Outcome.refused(
            new Failure.NotReady("the definition is written, but not read back yet", 1));
  }
}
