package io.millrace.state.freshness;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/** The commits of the stream threads, from Streams' own metrics. */
final class StreamThreads {
  private StreamThreads() {}

  static CommitCounts commits(KafkaStreams streams) {
    if (streams.state() != KafkaStreams.State.RUNNING) {
      return CommitCounts.NONE;
    }
    Set<String> busy =
        streams.metadataForLocalThreads().stream()
            .filter(thread -> !thread.activeTasks().isEmpty())
            .map(ThreadMetadata::threadName)
            .collect(Collectors.toSet());
    var commits = new HashMap<String, Double>();
    for (Map.Entry<MetricName, ? extends Metric> metric : streams.metrics().entrySet()) {
      MetricName name = metric.getKey();
      String thread = name.tags().get("thread-id");
      if (name.name().equals("commit-total")
          && name.group().equals("stream-thread-metrics")
          && thread != null
          && busy.contains(thread)
          && metric.getValue().metricValue() instanceof Double count) {
        commits.put(thread, count);
      }
    }
    return new CommitCounts(commits);
  }
}
