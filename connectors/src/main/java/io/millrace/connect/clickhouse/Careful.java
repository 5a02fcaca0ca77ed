package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.Intake.Misfit;
import io.millrace.connect.clickhouse.Intake.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows for which ClickHouse refuses an insert. A refused insert is forgotten and its
 * records come again; then they are inserted half by half, down to the single rows at fault, while
 * the records are still there to become dead letters.
 */
final class Careful {
  private final ClickHouse clickHouse;
  private final SinkMetrics metrics;

  /** Where the partitions that go back begin again; gone once they have. */
  private final Map<TopicPartition, Long> awaited = new HashMap<>();

  /** Up to where records may be those at fault. */
  private final Map<TopicPartition, Long> suspects = new HashMap<>();

  Careful(ClickHouse clickHouse, SinkMetrics metrics) {
    this.clickHouse = clickHouse;
    this.metrics = metrics;
  }

  /** The partitions go back to these offsets, because of an insert that was refused. */
  void begin(Map<TopicPartition, Long> first, List<Block> refused) {
    awaited.putAll(first);
    for (Block block : refused) {
      block.positions().forEach((of, span) -> suspects.merge(of, span.last(), Math::max));
    }
  }

  boolean isOff() {
    return suspects.isEmpty();
  }

  /** Whether records that may be at fault are among these. */
  boolean isFor(Collection<SinkRecord> records) {
    return !suspects.isEmpty()
        && records.stream()
            .anyMatch(
                record ->
                    record.originalKafkaOffset()
                        <= suspects.getOrDefault(partition(record), Long.MIN_VALUE));
  }

  /**
   * The records without those that Connect had read before it went back: they come again, in their
   * order.
   */
  Collection<SinkRecord> inOrder(Collection<SinkRecord> records) {
    if (awaited.isEmpty()) {
      return records;
    }
    var early = new HashMap<TopicPartition, Boolean>();
    return records.stream()
        .filter(
            record -> {
              TopicPartition of = partition(record);
              // By the first of its partition: the rest follows it.
              return !early.computeIfAbsent(
                  of, _ -> record.originalKafkaOffset() > awaited.getOrDefault(of, Long.MAX_VALUE));
            })
        .toList();
  }

  /** These records are done with. */
  void passed(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      TopicPartition of = partition(record);
      awaited.remove(of);
      if (record.originalKafkaOffset() >= suspects.getOrDefault(of, Long.MAX_VALUE)) {
        suspects.remove(of);
      }
    }
  }

  /** The offsets that partitions go back to and have not come to yet. */
  Map<TopicPartition, Long> awaited() {
    return awaited;
  }

  void forget(Set<TopicPartition> partitions) {
    awaited.keySet().removeAll(partitions);
    suspects.keySet().removeAll(partitions);
  }

  /** Inserts all rows but those at fault, which it returns. */
  List<Misfit> insert(List<Row> rows) throws Unavailable {
    var misfits = new ArrayList<Misfit>();
    var groups = new LinkedHashMap<RowPlan, Map<Object, List<Row>>>();
    for (Row row : rows) {
      try {
        Object partition = row.plan().partition(row.record());
        groups
            .computeIfAbsent(row.plan(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(partition, _ -> new ArrayList<>())
            .add(row);
      } catch (UnfitRecord e) {
        misfits.add(new Misfit(row.record(), e.reason()));
      }
    }
    for (Map<Object, List<Row>> ofPlan : groups.values()) {
      for (Map.Entry<Object, List<Row>> group : ofPlan.entrySet()) {
        insert(group.getKey(), group.getValue(), misfits);
      }
    }
    return misfits;
  }

  private void insert(Object partition, List<Row> rows, List<Misfit> misfits) throws Unavailable {
    var block = new Block(rows.getFirst().plan(), partition);
    var fitting = new ArrayList<Row>();
    for (Row row : rows) {
      try {
        block.add(row.record());
        fitting.add(row);
      } catch (UnfitRecord e) {
        misfits.add(new Misfit(row.record(), e.reason()));
      }
    }
    if (fitting.isEmpty()) {
      return;
    }
    RefusedRows refusal = refusal(block);
    if (refusal == null) {
      metrics.inserted(block);
    } else if (fitting.size() == 1) {
      String reason = "table %s: %s".formatted(block.table().name(), refusal.getMessage());
      misfits.add(new Misfit(fitting.getFirst().record(), reason));
    } else {
      int half = fitting.size() / 2;
      insert(partition, fitting.subList(0, half), misfits);
      insert(partition, fitting.subList(half, fitting.size()), misfits);
    }
  }

  /** Null where the block is in. A request that was cut short can look like a bad row, but once. */
  private @Nullable RefusedRows refusal(Block block) throws Unavailable {
    RefusedRows refusal = null;
    for (int attempt = 0; attempt < (block.rows() == 1 ? 2 : 1); attempt++) {
      try {
        clickHouse.insert(block);
        return null;
      } catch (RefusedRows e) {
        refusal = e;
      }
    }
    return refusal;
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
