package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The rows of one insert: of one table, of one of its partitions, with the same columns. Keeps the
 * record of each row, so that rows that are already in the table can be left out and rejected
 * records can become dead letters.
 */
final class Block {
  private static final int FIRST_CAPACITY = 64 << 10;

  /** Estimated heap use of a record: a few objects, and its values in Java's representation. */
  private static final int RECORD_BYTES = 1 << 10;

  private static final int RECORD_BYTES_PER_ROW_BYTE = 8;

  private final RowPlan plan;
  private final Object partition;
  private final RowBuffer buffer = new RowBuffer(FIRST_CAPACITY);
  private final List<SinkRecord> records = new ArrayList<>();

  /** The end of each row in the buffer. */
  private int[] ends = new int[16];

  Block(RowPlan plan, Object partition) {
    this.plan = plan;
    this.partition = partition;
  }

  /**
   * Appends a row; throws {@link RecordConversionException} and leaves the block unchanged if the
   * record does not fit.
   */
  void add(SinkRecord record) {
    plan.write(record, buffer);
    append(record);
  }

  Table table() {
    return plan.table();
  }

  RowPlan plan() {
    return plan;
  }

  int rows() {
    return records.size();
  }

  /** The record of each row. */
  List<SinkRecord> records() {
    return records;
  }

  int bytes() {
    return buffer.size();
  }

  /** Estimated bytes in memory, including the records. */
  long memoryBytes() {
    return (1L + RECORD_BYTES_PER_ROW_BYTE) * bytes() + (long) RECORD_BYTES * rows();
  }

  void writeTo(OutputStream out) throws IOException {
    buffer.writeTo(out);
  }

  /** The oldest record timestamp in epoch milliseconds; MAX_VALUE if no record has one. */
  long oldestTime() {
    long oldest = Long.MAX_VALUE;
    for (SinkRecord record : records) {
      Long time = record.timestamp();
      oldest = Math.min(oldest, time == null ? Long.MAX_VALUE : time);
    }
    return oldest;
  }

  /** The first and last offset of its records, by topic partition. */
  Map<TopicPartition, TableOffsets.Span> positions() {
    var positions = new LinkedHashMap<TopicPartition, TableOffsets.Span>();
    for (SinkRecord record : records) {
      positions
          .computeIfAbsent(
              TableOffsets.partition(record),
              _ -> new TableOffsets.Span(record.originalKafkaOffset()))
          .extend(record.originalKafkaOffset());
    }
    return positions;
  }

  /** The rows whose index, from 0, meets the condition. */
  Block only(IntPredicate condition) {
    var some = new Block(plan, partition);
    for (int row = 0; row < rows(); row++) {
      if (condition.test(row)) {
        some.buffer.writeBytes(buffer, row == 0 ? 0 : ends[row - 1], ends[row]);
        some.append(records.get(row));
      }
    }
    return some;
  }

  /** The deduplication token: equal for the same rows from the same records on every attempt. */
  String token() {
    var token = new StringBuilder(table().name()).append('|').append(partition);
    positions()
        .forEach(
            (of, span) ->
                token.append(
                    "|%s:%d:%d-%d"
                        .formatted(of.topic(), of.partition(), span.first(), span.last())));
    return token.append('|').append(rows()).toString();
  }

  private void append(SinkRecord record) {
    if (records.size() == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[records.size()] = buffer.size();
    records.add(record);
  }
}
