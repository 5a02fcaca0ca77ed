package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.Intake.Misfit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Hands records that do not fit to Connect, each once: records that come again, as offsets go back
 * to a row that is not in yet, are remembered until then.
 */
final class DeadLetters {
  private final SinkTaskContext context;
  private final SinkMetrics metrics;
  private final Map<TopicPartition, TreeSet<Long>> reported = new HashMap<>();

  DeadLetters(SinkTaskContext context, SinkMetrics metrics) {
    this.context = context;
    this.metrics = metrics;
  }

  /** Throws {@link ConnectException} where Connect was not told to take such records. */
  void add(List<Misfit> misfits) {
    if (misfits.isEmpty()) {
      return;
    }
    ErrantRecordReporter reporter = context.errantRecordReporter();
    if (reporter == null) {
      throw refused(misfits.getFirst());
    }
    misfits.forEach(misfit -> report(reporter, misfit));
  }

  /** Records before these offsets do not come again. */
  void forgetBefore(Map<TopicPartition, Long> firstNotIn) {
    reported
        .entrySet()
        .removeIf(
            partition -> {
              Long first = firstNotIn.get(partition.getKey());
              if (first != null) {
                partition.getValue().headSet(first).clear();
              }
              return first == null || partition.getValue().isEmpty();
            });
  }

  // Connect waits for the reports itself, before it commits past their records.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void report(ErrantRecordReporter reporter, Misfit misfit) {
    SinkRecord record = misfit.record();
    var of = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    boolean first =
        reported.computeIfAbsent(of, _ -> new TreeSet<>()).add(record.originalKafkaOffset());
    if (first) {
      reporter.report(record, new DataException(misfit.reason()));
      metrics.deadLetter(record.topic());
    }
  }

  private static ConnectException refused(Misfit first) {
    return new ConnectException(
        "%s (topic %s, partition %d, offset %d); set errors.tolerance=all and a dead letter topic"
                .formatted(
                    first.reason(),
                    first.record().originalTopic(),
                    first.record().originalKafkaPartition(),
                    first.record().originalKafkaOffset())
            + " to go on past such records");
  }
}
