package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.RowBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one delivery of records comes to: blocks to insert, in order, and records that do not fit.
 */
final class Batch {
  private static final int FIRST_CAPACITY = 64 << 10;

  private final Tables tables;
  private final int maxBytes;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Misfit> misfits = new ArrayList<>();
  private final Map<RowPlan, Map<Object, Block>> open = new HashMap<>();
  private @Nullable Schema lastSchema;
  private @Nullable RowPlan lastPlan;

  private Batch(Tables tables, int maxBytes) {
    this.tables = tables;
    this.maxBytes = maxBytes;
  }

  /** Encodes the records, except those that their table has. Tombstones are left out. */
  static Batch of(
      Collection<SinkRecord> records,
      Tables tables,
      Map<String, Positions.Present> presentByTable,
      int maxBytes)
      throws Unavailable {
    var batch = new Batch(tables, maxBytes);
    for (SinkRecord record : records) {
      Table table = tables.of(record);
      Positions.Present present =
          presentByTable.getOrDefault(table.name(), Positions.Present.NOTHING);
      if (record.value() != null && (present.isEmpty() || !isPresent(record, present))) {
        batch.add(record, table);
      }
    }
    // One that was begun for a record that then did not fit.
    batch.blocks.removeIf(block -> block.rows() == 0);
    return batch;
  }

  List<Block> blocks() {
    return blocks;
  }

  List<Misfit> misfits() {
    return misfits;
  }

  private static boolean isPresent(SinkRecord record, Positions.Present present) {
    return present.has(
        record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
  }

  private void add(SinkRecord record, Table table) {
    try {
      if (!(record.value() instanceof Struct row)) {
        throw new UnfitRecord(
            "table %s takes records with a schema, but was a %s"
                .formatted(table.name(), record.value().getClass().getSimpleName()));
      }
      RowPlan plan = plan(table, row.schema());
      block(plan, plan.partition(row)).add(record, row);
    } catch (UnfitRecord e) {
      misfits.add(new Misfit(record, e.reason()));
    }
  }

  // The identity is enough to know a schema again: converters keep one for each version.
  @SuppressWarnings("ReferenceEquality")
  private RowPlan plan(Table table, Schema schema) {
    RowPlan plan = lastPlan;
    if (plan == null || lastSchema != schema || plan.table() != table) {
      plan = tables.plan(table, schema);
      lastSchema = schema;
      lastPlan = plan;
    }
    return plan;
  }

  private Block block(RowPlan plan, Object partition) {
    Map<Object, Block> ofPlan = open.computeIfAbsent(plan, _ -> new HashMap<>());
    Block block = ofPlan.get(partition);
    if (block == null || block.bytes() >= maxBytes) {
      block = new Block(plan, partition, new RowBuffer(FIRST_CAPACITY));
      ofPlan.put(partition, block);
      blocks.add(block);
    }
    return block;
  }

  /** A record that its table cannot take. */
  record Misfit(SinkRecord record, String reason) {}
}
