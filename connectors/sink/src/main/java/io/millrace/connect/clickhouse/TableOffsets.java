package io.millrace.connect.clickhouse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The known progress of the tables, by table and topic partition.
 *
 * <p>An entry is certain once ClickHouse was queried with no insert running; from then on only this
 * task advances it. It is uncertain when it is new, when an insert failed, and when its records are
 * redelivered.
 */
final class TableOffsets {
  private final SinkClient clickHouse;
  private final InsertDrain drain;
  private final Map<TablePartition, TableOffset> sure = new HashMap<>();

  TableOffsets(SinkClient clickHouse, InsertDrain drain) {
    this.clickHouse = clickHouse;
    this.drain = drain;
  }

  /** An insert failed: whether its rows are stored is unknown. */
  void afterFailure() {
    sure.clear();
    drain.afterFailure();
  }

  /** Another task may have inserted since. */
  void afterRebalance() {
    sure.clear();
    drain.afterRebalance();
  }

  /** Whether ClickHouse must be queried before these spans can be judged. */
  boolean needsLookup(Table table, Map<TopicPartition, Span> spans) {
    return spans.entrySet().stream()
        .anyMatch(
            span -> needsLookup(new TablePartition(table.name(), span.getKey()), span.getValue()));
  }

  /**
   * Finds out which records of these spans are in the table; throws while that cannot be known. If
   * a span is uncertain, no insert of this task may be running, nor any of its rows be pending.
   */
  Present present(Table table, Map<TopicPartition, Span> spans)
      throws RetriableClickHouseException {
    makeSure(table, spans);
    var asked = new HashMap<TopicPartition, Span>();
    spans.forEach(
        (of, span) -> {
          TableOffset position = sure.get(new TablePartition(table.name(), of));
          if (position != null && span.first <= position.highest) {
            asked.put(of, new Span(span.first, Math.min(span.last, position.highest)));
          }
        });
    return there(table, asked);
  }

  /** Which records of these spans are in the table now; meaningful only if no insert is running. */
  Present there(Table table, Map<TopicPartition, Span> spans) throws RetriableClickHouseException {
    var there = new HashMap<TopicPartition, long[]>();
    for (Map.Entry<TopicPartition, Span> entry : spans.entrySet()) {
      TopicPartition of = entry.getKey();
      Span span = entry.getValue();
      there.put(of, clickHouse.present(table, of.topic(), of.partition(), span.first, span.last));
    }
    return new Present(there);
  }

  /**
   * The records of these spans are accepted: offsets before their end are redeliveries from now on.
   */
  void advance(Table table, Map<TopicPartition, Span> spans) {
    spans.forEach(
        (of, span) -> {
          TableOffset position = sure.get(new TablePartition(table.name(), of));
          if (position != null) {
            position.next = span.last + 1;
          }
        });
  }

  private boolean needsLookup(TablePartition place, Span span) {
    TableOffset position = sure.get(place);
    return position == null || span.first < position.next;
  }

  private void makeSure(Table table, Map<TopicPartition, Span> spans)
      throws RetriableClickHouseException {
    var unsure = new HashMap<String, Map<Integer, Long>>();
    spans.forEach(
        (of, span) -> {
          if (needsLookup(new TablePartition(table.name(), of), span)) {
            unsure
                .computeIfAbsent(of.topic(), topic -> new HashMap<>())
                .put(of.partition(), span.first);
          }
        });
    if (unsure.isEmpty()) {
      return;
    }
    drain.await();
    for (Map.Entry<String, Map<Integer, Long>> topic : unsure.entrySet()) {
      Map<Integer, Long> highest =
          clickHouse.highestOffsets(table, topic.getKey(), topic.getValue());
      topic
          .getValue()
          .forEach(
              (partition, first) ->
                  sure.put(
                      new TablePartition(
                          table.name(), new TopicPartition(topic.getKey(), partition)),
                      new TableOffset(first, highest.getOrDefault(partition, -1L))));
    }
  }

  /** The partition that Connect read a record from, regardless of transforms of its topic. */
  static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** The first and last offset of records of one topic partition. */
  static final class Span {
    private final long first;
    private long last;

    Span(long offset) {
      this(offset, offset);
    }

    Span(long first, long last) {
      this.first = first;
      this.last = last;
    }

    long first() {
      return first;
    }

    long last() {
      return last;
    }

    void extend(long offset) {
      last = offset;
    }
  }

  /** The offsets that are already in the table, sorted, by topic partition. */
  record Present(Map<TopicPartition, long[]> offsets) {
    static final Present NOTHING = new Present(Map.of());

    boolean isEmpty() {
      return offsets.isEmpty();
    }

    boolean has(TopicPartition of, long offset) {
      long[] there = offsets.get(of);
      return there != null && Arrays.binarySearch(there, offset) >= 0;
    }
  }

  private record TablePartition(String table, TopicPartition of) {}

  private static final class TableOffset {
    private final long highest;
    private long next;

    TableOffset(long next, long highest) {
      this.next = next;
      this.highest = highest;
    }
  }
}
