package io.millrace.state.staleness;

import static java.util.stream.Collectors.toMap;

import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The changelogs in Kafka. For one thread. */
final class KafkaChangelogOffsets implements ChangelogOffsets {
  private static final int TIMEOUT_MS = 5_000;
  private static final String CLIENT = "millrace-standby-age";

  private final Admin admin;
  private final DataProbe probe;

  KafkaChangelogOffsets(KafkaSettings kafka) {
    admin =
        KafkaClients.admin(
            kafka,
            Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG, CLIENT,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    probe = new DataProbe(kafka, CLIENT);
  }

  @Override
  public Map<TopicPartition, Long> lastStable(Set<TopicPartition> changelogs) {
    Map<TopicPartition, OffsetSpec> wanted =
        changelogs.stream().collect(toMap(changelog -> changelog, _ -> OffsetSpec.latest()));
    var asked =
        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all();
    try {
      var ends = new HashMap<TopicPartition, Long>();
      asked
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
          .forEach((changelog, end) -> ends.put(changelog, end.offset()));
      return ends;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(e);
    }
  }

  @Override
  public boolean empty(TopicPartition changelog, long from, long to) {
    return probe.empty(changelog, from, to);
  }

  @Override
  public void close() {
    admin.close();
    probe.close();
  }
}
