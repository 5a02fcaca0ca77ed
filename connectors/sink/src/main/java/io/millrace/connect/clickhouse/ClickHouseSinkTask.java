package io.millrace.connect.clickhouse;

import io.millrace.connect.PluginVersion;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records to ClickHouse, and commits the offsets of those that have been written. */
public final class ClickHouseSinkTask extends SinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseSinkTask.class);

  private final Function<SinkSettings, SinkClient> connect;
  private final Clock clock;
  private @Nullable SinkWriter delivery;

  /** The constructor that Connect calls. */
  public ClickHouseSinkTask() {
    this(HttpSinkClient::new, Clock.systemUTC());
  }

  ClickHouseSinkTask(Function<SinkSettings, SinkClient> connect, Clock clock) {
    this.connect = connect;
    this.clock = clock;
  }

  @Override
  public String version() {
    return PluginVersion.TEXT;
  }

  @Override
  public void start(Map<String, String> properties) {
    SinkSettings settings = SinkSettings.of(properties);
    delivery = new SinkWriter(settings, connect.apply(settings), context, clock);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    delivery().rebalanced();
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    delivery().dropPartitions(Set.copyOf(partitions));
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      delivery().deliver(records);
    } catch (RetriableClickHouseException e) {
      long waitMs = delivery().failed();
      LOG.warn("{}; next attempt in {} ms", e.getMessage(), waitMs);
      throw new RetriableException(e.getMessage(), e);
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    return delivery().committable(delivered);
  }

  @Override
  public void stop() {
    if (delivery != null) {
      delivery.close();
    }
  }

  private SinkWriter delivery() {
    if (delivery == null) {
      throw new IllegalStateException("the task must be started first");
    }
    return delivery;
  }
}
