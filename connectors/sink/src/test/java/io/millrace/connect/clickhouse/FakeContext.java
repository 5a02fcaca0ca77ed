package io.millrace.connect.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** A worker's side of a task, which notes what it is asked. */
final class FakeContext implements SinkTaskContext {
  final List<String> deadLetters = new ArrayList<>();
  final boolean tolerant;
  long timeoutMs = -1;
  int commits;

  FakeContext(boolean tolerant) {
    this.tolerant = tolerant;
  }

  // Connect's Future<Void> can only ever hold null.
  @SuppressWarnings("NullAway")
  @Override
  public @Nullable ErrantRecordReporter errantRecordReporter() {
    if (!tolerant) {
      return null;
    }
    return (record, fault) -> {
      deadLetters.add(record.originalKafkaOffset() + ": " + fault.getMessage());
      return CompletableFuture.completedFuture(null);
    };
  }

  @Override
  public void timeout(long ms) {
    timeoutMs = ms;
  }

  @Override
  public void requestCommit() {
    commits++;
  }

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
