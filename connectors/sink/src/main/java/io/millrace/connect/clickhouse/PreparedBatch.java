package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.DeadLetterReporter.RejectedRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of records after validation, before any side effect: the plan of each row, the records
 * that do not fit, and which offsets of which table it contains.
 */
final class PreparedBatch {
  private final List<Row> rows = new ArrayList<>();
  private final List<RejectedRecord> misfits = new ArrayList<>();
  private final Map<Table, Map<TopicPartition, TableOffsets.Span>> spans = new LinkedHashMap<>();

  private PreparedBatch() {}

  /** Prepares the records; throws if a table must be described and ClickHouse is not available. */
  static PreparedBatch of(Collection<SinkRecord> records, TableCache tables)
      throws RetriableClickHouseException {
    var intake = new PreparedBatch();
    var last = new Last();
    for (SinkRecord record : records) {
      if (!tables.isSkipped(record)) {
        intake.add(record, tables, last);
      }
    }
    return intake;
  }

  /** The rows to insert, before deduplication. */
  List<Row> rows() {
    return rows;
  }

  List<RejectedRecord> misfits() {
    return misfits;
  }

  /** The offsets of the records, by table with position columns. */
  Map<Table, Map<TopicPartition, TableOffsets.Span>> spans() {
    return spans;
  }

  private void add(SinkRecord record, TableCache tables, Last last)
      throws RetriableClickHouseException {
    Table table = tables.of(record);
    TopicPartition of = last.partition(record);
    if (table.hasPositions()) {
      last.span(this, table, of, record.originalKafkaOffset()).extend(record.originalKafkaOffset());
    }
    try {
      rows.add(new Row(record, of, tables.plan(table, record)));
    } catch (RecordConversionException e) {
      misfits.add(new RejectedRecord(table.name(), record, e.reason()));
    }
  }

  /** A record with the plan of its row. */
  record Row(SinkRecord record, TopicPartition of, RowPlan plan) {}

  /**
   * The table and plan of the previous record: records of one partition for one table follow each
   * other.
   */
  private static final class Last {
    private TopicPartition of = new TopicPartition("", -1);
    private @Nullable Table table;
    private TableOffsets.@Nullable Span span;

    TopicPartition partition(SinkRecord record) {
      if (of.partition() != record.originalKafkaPartition()
          || !of.topic().equals(record.originalTopic())) {
        of = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        table = null;
      }
      return of;
    }

    // A table stays the same object while it is cached.
    @SuppressWarnings("ReferenceEquality")
    TableOffsets.Span span(
        PreparedBatch intake, Table wanted, TopicPartition partition, long offset) {
      TableOffsets.Span found = span;
      if (found == null || table != wanted) {
        found =
            intake
                .spans
                .computeIfAbsent(wanted, _ -> new HashMap<>())
                .computeIfAbsent(partition, _ -> new TableOffsets.Span(offset));
        table = wanted;
        span = found;
      }
      return found;
    }
  }
}
