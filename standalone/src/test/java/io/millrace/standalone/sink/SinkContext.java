package io.millrace.standalone.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A worker's side of a task that notes dead letters and lets everything else pass. */
final class SinkContext implements SinkTaskContext {
  final List<String> deadLetters = new ArrayList<>();

  // Connect's Future<Void> can only ever hold null.
  @SuppressWarnings("NullAway")
  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return (record, fault) -> {
      deadLetters.add(String.valueOf(fault.getMessage()));
      return CompletableFuture.completedFuture(null);
    };
  }

  @Override
  public void timeout(long ms) {}

  @Override
  public void requestCommit() {}

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<TopicPartition> assignment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void pause(TopicPartition... partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resume(TopicPartition... partitions) {
    throw new UnsupportedOperationException();
  }
}
