package io.millrace.state.streams;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.state.kafka.KafkaProducers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A contract that reads stand on, and that Kafka Streams has broken with another group protocol and
 * more than one thread: the partition that key metadata names is the one that the producer of the
 * ingest chose, and that partition's store has the record.
 */
@Execution(ExecutionMode.CONCURRENT)
class RoutingTest {
  private static final List<String> TENANTS = List.of("default", "a", "shop-with-a-long-name");
  private static final int VISITORS = 1_000;

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void keyMetadataNamesThePartitionThatTheProducerChoseWhateverTheThreads() throws Exception {
    try (var cluster = new TestCluster(dir.resolve("broker"))) {
      Map<Bytes, Integer> chosen = produce(cluster.bootstrapServers());
      assertThat(chosen.values()).as("all partitions").contains(0, 1, 2, 3);
      for (int threads : new int[] {1, 2, 4}) {
        var restores = new RestoreTracker();
        StreamsHost host =
            HostProcess.host(
                cluster.bootstrapServers(),
                dir.resolve("state-" + threads),
                List.of("num.stream.threads=" + threads, "application.id=routing-" + threads),
                restores);
        host.start(1);
        try {
          TestCluster.await().until(() -> HostProcess.hasAll(host, restores));
          TestCluster.await().until(() -> kept(host) == chosen.size());
          expectRouted(host, chosen, threads);
        } finally {
          host.stop();
        }
      }
    }
  }

  private static Map<Bytes, Integer> produce(String bootstrapServers) throws Exception {
    String prefix = "kafka.producers." + KafkaProducers.INGEST + ".";
    Map<String, Object> config =
        new HashMap<>(
            KafkaProducers.properties().entrySet().stream()
                .collect(
                    toMap(one -> one.getKey().substring(prefix.length()), Map.Entry::getValue)));
    config.put("bootstrap.servers", bootstrapServers);
    var sent = new LinkedHashMap<Bytes, Future<RecordMetadata>>();
    try (var producer = new KafkaProducer<byte[], byte[]>(config)) {
      for (String tenant : TENANTS) {
        for (int visitor = 0; visitor < VISITORS; visitor++) {
          byte[] key = new VisitorKey(tenant, "visitor-" + visitor).toBytes();
          sent.put(
              Bytes.wrap(key),
              producer.send(new ProducerRecord<>(HostProcess.INPUT, key, new byte[] {1})));
        }
      }
    }
    var chosen = new HashMap<Bytes, Integer>();
    for (Map.Entry<Bytes, Future<RecordMetadata>> one : sent.entrySet()) {
      chosen.put(one.getKey(), one.getValue().get().partition());
    }
    return chosen;
  }

  private static long kept(StreamsHost host) {
    long kept = 0;
    for (int partition = 0; partition < HostProcess.PARTITIONS; partition++) {
      try (var all = PartitionReads.store(host, partition, false).all()) {
        while (all.hasNext()) {
          all.next();
          kept++;
        }
      }
    }
    return kept;
  }

  private static void expectRouted(StreamsHost host, Map<Bytes, Integer> chosen, int threads) {
    KafkaStreams streams = HostProcess.streams(host);
    try (var serializer = new ByteArraySerializer()) {
      var wrong = new ArrayList<String>();
      chosen.forEach(
          (key, partition) -> {
            int named =
                streams.queryMetadataForKey(HostProcess.STORE, key.get(), serializer).partition();
            if (named != partition
                || PartitionReads.store(host, partition, false).get(key) == null) {
              wrong.add("%s is in %d, but metadata names %d".formatted(key, partition, named));
            }
          });
      assertThat(wrong).as("with %d threads", threads).isEmpty();
    }
  }
}
