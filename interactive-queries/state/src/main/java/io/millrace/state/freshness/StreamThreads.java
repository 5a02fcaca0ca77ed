package io.millrace.state.freshness;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.streams.ThreadMetrics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    Map<String, Double> commits = ThreadMetrics.read(streams, KafkaNames.COMMITS);
    commits.keySet().retainAll(busy);
    return new CommitCounts(commits);
  }
}
