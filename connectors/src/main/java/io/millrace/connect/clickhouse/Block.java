package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The rows of one insert: of one table, of one of its partitions, with the same columns. */
final class Block {
  private final RowPlan plan;
  private final Object partition;
  private final RowBuffer buffer;
  private final List<Span> spans = new ArrayList<>();
  private @Nullable Span last;
  private int rows;

  Block(RowPlan plan, Object partition, RowBuffer buffer) {
    this.plan = plan;
    this.partition = partition;
    this.buffer = buffer;
  }

  /** Appends a row; throws {@link UnfitRecord} and stays as it is where the record does not fit. */
  void add(SinkRecord record, Struct row) {
    plan.write(record, row, buffer);
    rows++;
    span(record).add(record.originalKafkaOffset());
  }

  Table table() {
    return plan.table();
  }

  List<String> columns() {
    return plan.columns();
  }

  int rows() {
    return rows;
  }

  int bytes() {
    return buffer.size();
  }

  RowBuffer buffer() {
    return buffer;
  }

  void writeTo(OutputStream out) throws IOException {
    buffer.writeTo(out);
  }

  /** The same for the same rows from the same records, however often they come. */
  String token() {
    var token = new StringBuilder(table().name()).append('|').append(partition);
    for (Span span : spans) {
      token.append('|').append(span);
    }
    return token.toString();
  }

  private Span span(SinkRecord record) {
    String topic = record.originalTopic();
    int kafkaPartition = record.originalKafkaPartition();
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
    var span = new Span(topic, kafkaPartition);
    spans.add(span);
    return span;
  }

  /** The records of one topic partition that are in the block. */
  private static final class Span {
    private final String topic;
    private final int partition;
    private long firstOffset = -1;
    private long lastOffset;
    private int records;

    Span(String topic, int partition) {
      this.topic = topic;
      this.partition = partition;
    }

    boolean isOf(String otherTopic, int otherPartition) {
      return partition == otherPartition && topic.equals(otherTopic);
    }

    void add(long offset) {
      firstOffset = firstOffset < 0 ? offset : firstOffset;
      lastOffset = offset;
      records++;
    }

    @Override
    public String toString() {
      return "%s:%d:%d-%d:%d".formatted(topic, partition, firstOffset, lastOffset, records);
    }
  }
}
