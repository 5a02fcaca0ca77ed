package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one insert: of one table, of one of its partitions, with the same columns. Knows the
 * record of each row, so that rows can be left out when they turn out to be there.
 */
final class Block {
  private static final int FIRST_CAPACITY = 4 << 10;

  private final RowPlan plan;
  private final Object partition;
  private final RowBuffer buffer = new RowBuffer(FIRST_CAPACITY);
  private final List<Span> spans = new ArrayList<>();
  private @Nullable Span last;
  private int rows;

  private long oldestTime = Long.MAX_VALUE;

  /** By row: its end in the buffer, its span and its offset. */
  private int[] ends = new int[16];

  private int[] spanOf = new int[16];
  private long[] offsets = new long[16];

  Block(RowPlan plan, Object partition) {
    this.plan = plan;
    this.partition = partition;
  }

  /** Appends a row; throws {@link UnfitRecord} and stays as it is where the record does not fit. */
  void add(SinkRecord record) {
    plan.write(record, buffer);
    Span span = span(record.originalTopic(), record.originalKafkaPartition());
    append(span, record.originalKafkaOffset());
    Long time = record.timestamp();
    oldestTime = Math.min(oldestTime, time == null ? Long.MAX_VALUE : time);
  }

  Table table() {
    return plan.table();
  }

  RowPlan plan() {
    return plan;
  }

  int rows() {
    return rows;
  }

  int bytes() {
    return buffer.size();
  }

  void writeTo(OutputStream out) throws IOException {
    buffer.writeTo(out);
  }

  /** The oldest record's time in milliseconds since 1970; MAX_VALUE where none has one. */
  long oldestTime() {
    return oldestTime;
  }

  /** The first and last offset of its records, by topic partition. */
  Map<TopicPartition, Positions.Span> positions() {
    var positions = new HashMap<TopicPartition, Positions.Span>();
    for (Span span : spans) {
      positions.put(span.of, new Positions.Span(span.firstOffset, span.lastOffset));
    }
    return positions;
  }

  /** The rows whose records do not meet the condition. */
  Block without(RecordTest condition) {
    var rest = new Block(plan, partition);
    rest.oldestTime = oldestTime;
    for (int row = 0; row < rows; row++) {
      TopicPartition of = spans.get(spanOf[row]).of;
      if (!condition.test(of, offsets[row])) {
        int start = row == 0 ? 0 : ends[row - 1];
        rest.buffer.writeBytes(buffer, start, ends[row]);
        rest.append(rest.span(of.topic(), of.partition()), offsets[row]);
      }
    }
    return rest;
  }

  /** The same for the same rows from the same records, however often they come. */
  String token() {
    var token = new StringBuilder(table().name()).append('|').append(partition);
    for (Span span : spans) {
      token.append('|').append(span);
    }
    return token.toString();
  }

  private void append(Span span, long offset) {
    if (rows == ends.length) {
      ends = Arrays.copyOf(ends, 2 * rows);
      spanOf = Arrays.copyOf(spanOf, 2 * rows);
      offsets = Arrays.copyOf(offsets, 2 * rows);
    }
    ends[rows] = buffer.size();
    spanOf[rows] = span.index;
    offsets[rows] = offset;
    rows++;
    span.add(offset);
  }

  private Span span(String topic, int kafkaPartition) {
    Span span = last;
    if (span == null || !span.isOf(topic, kafkaPartition)) {
      span = find(topic, kafkaPartition);
      last = span;
    }
    return span;
  }

  private Span find(String topic, int kafkaPartition) {
    for (Span span : spans) {
      if (span.isOf(topic, kafkaPartition)) {
        return span;
      }
    }
    var span = new Span(spans.size(), new TopicPartition(topic, kafkaPartition));
    spans.add(span);
    return span;
  }

  /** A question about the record of a row. */
  interface RecordTest {
    boolean test(TopicPartition of, long offset);
  }

  /** The records of one topic partition that are in the block. */
  private static final class Span {
    private final int index;
    private final TopicPartition of;
    private long firstOffset = -1;
    private long lastOffset;
    private int records;

    Span(int index, TopicPartition of) {
      this.index = index;
      this.of = of;
    }

    boolean isOf(String topic, int partition) {
      return of.partition() == partition && of.topic().equals(topic);
    }

    void add(long offset) {
      firstOffset = firstOffset < 0 ? offset : firstOffset;
      lastOffset = offset;
      records++;
    }

    @Override
    public String toString() {
      return "%s:%d:%d-%d:%d"
          .formatted(of.topic(), of.partition(), firstOffset, lastOffset, records);
    }
  }
}
