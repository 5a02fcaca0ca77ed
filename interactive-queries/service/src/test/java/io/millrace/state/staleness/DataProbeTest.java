package io.millrace.state.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.state.settings.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What transactions leave in a partition of a real broker. */
@ExtendWith(RunningService.class)
class DataProbeTest {
  private final String topic = "probed-" + UUID.randomUUID();
  private final TopicPartition partition = new TopicPartition(topic, 0);

  @Test
  void looksPastMarkersAndAbortedRecordsButNotPastData(Running running) throws Exception {
    String bootstrap = running.broker().bootstrapServers();
    create(bootstrap);
    try (var producer = producer(bootstrap);
        var probe = new DataProbe(KafkaSettings.of(bootstrap), "probe")) {
      producer.initTransactions();
      transaction(producer, 2, true);
      // Two records and a marker: a sink has committed 2, the end is 3.
      awaitEmpty(probe, 2, 3);
      assertThat(probe.empty(partition, 1, 3)).isFalse();
      assertThat(probe.empty(partition, 0, 3)).isFalse();

      transaction(producer, 2, false);
      awaitEmpty(probe, 2, 6);

      transaction(producer, 1, true);
      awaitEmpty(probe, 2, 6);
      assertThat(probe.empty(partition, 2, 8)).isFalse();
      awaitEmpty(probe, 7, 8);
    }
  }

  @Test
  void doesNotLookPastAnOpenTransaction(Running running) throws Exception {
    String bootstrap = running.broker().bootstrapServers();
    create(bootstrap);
    try (var producer = producer(bootstrap);
        var probe = new DataProbe(KafkaSettings.of(bootstrap), "probe")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer);
      producer.flush();
      assertThat(probe.empty(partition, 0, 1)).isFalse();
      producer.abortTransaction();
      awaitEmpty(probe, 0, 2);
    }
  }

  /** Markers are written after the producer's commit returns. */
  private void awaitEmpty(DataProbe probe, long from, long to) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInSameThread()
        .until(() -> probe.empty(partition, from, to));
  }

  private void transaction(KafkaProducer<byte[], byte[]> producer, int records, boolean commit)
      throws InterruptedException, ExecutionException {
    producer.beginTransaction();
    for (int i = 0; i < records; i++) {
      send(producer);
    }
    producer.flush();
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var sent = producer.send(new ProducerRecord<>(topic, 0, null, new byte[8]));
    producer.flush();
    assertThat(sent.get().partition()).isZero();
  }

  private void create(String bootstrap) throws InterruptedException, ExecutionException {
    var config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try (Admin admin = Admin.create(config)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
    var config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
