package io.millrace.state.scale;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.LayoutKind;
import io.millrace.state.layout.ScalingDefinition;
import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the layout for the leader of a move. In transactions of one id over all instances: a new
 * leader fences the former one, which can write no more. For one thread.
 */
final class LayoutWriter implements AutoCloseable {
  private static final int MAX_BLOCK_MS = 10_000;
  private static final Duration READ_BACK = Duration.ofMillis(500);

  private final Producer<byte[], byte[]> producer;
  private final DefinitionLog log;
  private final Topic<DefinitionKey, Definition> topic;

  /** Fences the former leader. */
  LayoutWriter(ServiceSettings settings, DefinitionLog log, Topics topics) {
    this.log = log;
    this.topic = topics.definitions();
    this.producer =
        KafkaClients.producer(
            settings.kafka(),
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                settings.applicationId() + "-scale",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                MAX_BLOCK_MS));
    producer.initTransactions();
  }

  /**
   * Writes, and waits until this instance has read it. Fails if another instance is the leader now.
   */
  void write(ScalingDefinition scaling, long now) throws InterruptedException {
    Definition before = log.get(CurrentLayout.KEY);
    long version = before == null ? 1 : before.version() + 1;
    var next =
        new Definition(
            CurrentLayout.KEY.kind(),
            CurrentLayout.KEY.tenant(),
            CurrentLayout.KEY.name(),
            version,
            now,
            LayoutKind.INSTANCE.print(scaling));
    producer.beginTransaction();
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic.name(),
                next.key().toBytes(),
                topic.value().serializer().serialize(topic.name(), next)));
    producer.commitTransaction();
    while (versionRead() < version) {
      log.awaitChange(log.changes(), READ_BACK);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  private long versionRead() {
    Definition read = log.get(CurrentLayout.KEY);
    return read == null ? 0 : read.version();
  }
}
