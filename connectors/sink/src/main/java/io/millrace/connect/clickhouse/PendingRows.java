package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.SinkSettings.Batching;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Buffered rows by table. A table is due when one of its rows has waited long enough, or when it
 * has enough rows.
 */
final class PendingRows {
  private final Batching batching;
  private final Clock clock;
  private final Map<String, TableRows> tables = new LinkedHashMap<>();

  PendingRows(Batching batching, Clock clock) {
    this.batching = batching;
    this.clock = clock;
  }

  /**
   * Adds a row; throws {@link RecordConversionException} and stays unchanged if the record does not
   * fit.
   */
  void add(RowPlan plan, SinkRecord record) {
    String name = plan.table().name();
    TableRows table = tables.get(name);
    if (table == null) {
      table = new TableRows(clock.millis());
      tables.put(name, table);
    }
    try {
      table.add(plan, record);
    } finally {
      if (table.rows == 0) {
        tables.remove(name);
      }
    }
  }

  /** Puts back rows that were removed before. */
  void put(Block block) {
    tables.computeIfAbsent(block.table().name(), _ -> new TableRows(clock.millis())).put(block);
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Bytes in memory, including the records. */
  long memoryBytes() {
    return blocks().stream().mapToLong(Block::memoryBytes).sum();
  }

  /** Milliseconds until a table is due, 0 if one is; MAX_VALUE if no rows are buffered. */
  long dueInMs() {
    long now = clock.millis();
    long least = Long.MAX_VALUE;
    for (TableRows table : tables.values()) {
      least = Math.min(least, Math.max(0, table.dueAt() - now));
    }
    return least;
  }

  /** Removes and returns the rows of the tables that are due. */
  List<Block> drainDue() {
    long now = clock.millis();
    var due = new ArrayList<Block>();
    Iterator<TableRows> each = tables.values().iterator();
    while (each.hasNext()) {
      TableRows table = each.next();
      if (table.dueAt() <= now) {
        due.addAll(table.blocks);
        each.remove();
      }
    }
    return due;
  }

  /** Removes and returns all rows. */
  List<Block> drainAll() {
    List<Block> all = blocks();
    tables.clear();
    return all;
  }

  List<Block> blocks() {
    var all = new ArrayList<Block>();
    tables.values().forEach(table -> all.addAll(table.blocks));
    return all;
  }

  private final class TableRows {
    private final List<Block> blocks = new ArrayList<>();
    private final Map<RowPlan, Map<Object, Block>> open = new HashMap<>();
    private final long sinceMs;
    private long rows;

    TableRows(long sinceMs) {
      this.sinceMs = sinceMs;
    }

    void add(RowPlan plan, SinkRecord record) {
      Object partition = plan.partition(record);
      Map<Object, Block> ofPlan = open.computeIfAbsent(plan, _ -> new HashMap<>());
      Block block = ofPlan.get(partition);
      if (block == null || block.bytes() >= batching.maxBytes()) {
        block = new Block(plan, partition);
        block.add(record);
        ofPlan.put(partition, block);
        blocks.add(block);
      } else {
        block.add(record);
      }
      rows++;
    }

    void put(Block block) {
      blocks.add(block);
      rows += block.rows();
    }

    long bytes() {
      long bytes = 0;
      for (Block block : blocks) {
        bytes += block.bytes();
      }
      return bytes;
    }

    long dueAt() {
      if (rows >= batching.maxRows() || bytes() >= batching.maxBytes()) {
        return sinceMs;
      }
      // Each block is a part: rows for many partitions are buffered longer, so that there are few
      // parts.
      long linger =
          Math.min(batching.linger().toMillis() * blocks.size(), batching.lingerMost().toMillis());
      return sinceMs + linger;
    }
  }
}
