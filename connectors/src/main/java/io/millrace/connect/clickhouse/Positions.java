package io.millrace.connect.clickhouse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known of how far the tables are, by topic partition.
 *
 * <p>A partition is sure once ClickHouse was asked with no insert running; from then on only this
 * task moves it. It is unsure when it is new, when an insert failed, and when its records go back.
 */
final class Positions {
  private final ClickHouse clickHouse;
  private final Drain drain;
  private final Map<TopicPartition, Position> sure = new HashMap<>();

  Positions(ClickHouse clickHouse, Drain drain) {
    this.clickHouse = clickHouse;
    this.drain = drain;
  }

  /** An insert failed: whether its rows are in is not known. */
  void afterFailure() {
    sure.clear();
    drain.afterFailure();
  }

  /** Another task may have inserted since. */
  void afterRebalance() {
    sure.clear();
    drain.afterRebalance();
  }

  /** Finds out which records of these spans the table has; throws while that cannot be known. */
  Present present(Table table, Map<TopicPartition, Span> spans) throws Unavailable {
    makeSure(table, spans);
    var present = new HashMap<TopicPartition, long[]>();
    for (Map.Entry<TopicPartition, Span> entry : spans.entrySet()) {
      TopicPartition of = entry.getKey();
      Span span = entry.getValue();
      Position position = sure.get(of);
      if (position != null && span.first <= position.highest) {
        present.put(
            of,
            clickHouse.present(
                table,
                of.topic(),
                of.partition(),
                span.first,
                Math.min(span.last, position.highest)));
      }
    }
    return new Present(present);
  }

  /** The records of these spans are in ClickHouse, or need not be. */
  void passed(Map<TopicPartition, Span> spans) {
    spans.forEach(
        (of, span) -> {
          Position position = sure.get(of);
          if (position != null) {
            position.next = span.last + 1;
          }
        });
  }

  private void makeSure(Table table, Map<TopicPartition, Span> spans) throws Unavailable {
    var unsure = new HashMap<String, Map<Integer, Long>>();
    spans.forEach(
        (of, span) -> {
          Position position = sure.get(of);
          if (position == null || span.first < position.next) {
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
      Map<Integer, Long> highest = clickHouse.highest(table, topic.getKey(), topic.getValue());
      topic
          .getValue()
          .forEach(
              (partition, first) ->
                  sure.put(
                      new TopicPartition(topic.getKey(), partition),
                      new Position(first, highest.getOrDefault(partition, -1L))));
    }
  }

  /** The first and last offset of a partition's records in a batch. */
  static final class Span {
    private final long first;
    private long last;

    Span(long offset) {
      first = offset;
      last = offset;
    }

    void extend(long offset) {
      last = offset;
    }
  }

  /** The offsets that are in the table already, sorted, by topic partition. */
  record Present(Map<TopicPartition, long[]> offsets) {
    static final Present NOTHING = new Present(Map.of());

    boolean isEmpty() {
      return offsets.isEmpty();
    }

    boolean has(String topic, int partition, long offset) {
      long[] there = offsets.get(new TopicPartition(topic, partition));
      return there != null && Arrays.binarySearch(there, offset) >= 0;
    }
  }

  private static final class Position {
    private final long highest;
    private long next;

    Position(long next, long highest) {
      this.next = next;
      this.highest = highest;
    }
  }
}
