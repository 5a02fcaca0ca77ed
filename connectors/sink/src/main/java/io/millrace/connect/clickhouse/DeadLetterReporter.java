package io.millrace.connect.clickhouse;

import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Reports records that their table cannot hold to Connect's dead letter queue. */
final class DeadLetterReporter {
  private final SinkTaskContext context;
  private final SinkMetrics metrics;

  DeadLetterReporter(SinkTaskContext context, SinkMetrics metrics) {
    this.context = context;
    this.metrics = metrics;
  }

  /** A record that its table cannot hold. */
  record RejectedRecord(String table, SinkRecord record, String reason) {}

  /** Throws {@link ConnectException} if Connect is not configured to tolerate errors. */
  // Connect itself waits for the reports before it commits past their records.
  @SuppressWarnings("FutureReturnValueIgnored")
  void add(List<RejectedRecord> misfits) {
    if (misfits.isEmpty()) {
      return;
    }
    ErrantRecordReporter reporter = context.errantRecordReporter();
    if (reporter == null) {
      throw refused(misfits.getFirst());
    }
    for (RejectedRecord misfit : misfits) {
      reporter.report(misfit.record, new DataException(misfit.reason));
      metrics.deadLetter(misfit.table);
    }
  }

  private static ConnectException refused(RejectedRecord first) {
    return new ConnectException(
        "%s (topic %s, partition %d, offset %d); set errors.tolerance=all and a dead letter topic"
                .formatted(
                    first.reason(),
                    first.record().originalTopic(),
                    first.record().originalKafkaPartition(),
                    first.record().originalKafkaOffset())
            + " to skip such records");
  }
}
