package io.millrace.state.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import io.millrace.service.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A broker with an input, and whoever writes to it. */
public final class TestCluster implements AutoCloseable {
  private final TestBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;

  public TestCluster(Path dir) throws InterruptedException, ExecutionException {
    broker = new TestBroker(dir).start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(
                      HostProcess.INPUT,
                      Optional.of(HostProcess.PARTITIONS),
                      Optional.<Short>empty())))
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Writes keys {@code from} to before {@code to} with one value. */
  void write(int from, int to, byte[] value) {
    for (int key = from; key < to; key++) {
      send(key, value);
    }
    producer.flush();
  }

  public void send(int key, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(HostProcess.INPUT, key(key), value));
  }

  /** The members of the hosts' group. */
  public Set<String> members() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.describeClassicGroups(List.of("millrace")).all().get().values().stream()
          .flatMap(described -> described.members().stream())
          .map(MemberDescription::consumerId)
          .collect(toSet());
    }
  }

  static byte[] key(int number) {
    return Integer.toString(number).getBytes(UTF_8);
  }

  public static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(10));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    broker.close();
  }
}
