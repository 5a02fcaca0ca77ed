package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.RowPlans.Planned;
import io.millrace.connect.clickhouse.TableMapping.Tombstones;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The tables that this task writes, and the plans of their rows, cached. If a record does not fit
 * the cached table, the table is described again, as it may have changed.
 */
final class TableCache {
  /**
   * The minimum interval at which a table is described again because of records that do not fit.
   */
  private static final long LOOK_AGAIN_MS = 5_000;

  private final SinkClient clickHouse;
  private final String database;
  private final TableMapping mapping;
  private final Clock clock;
  private final Map<String, Table> byTopic = new HashMap<>();
  private final Map<String, Known> byName = new HashMap<>();
  private final Map<String, String> topicOfTable = new HashMap<>();
  private @Nullable Shape lastShape;
  private @Nullable RowPlan lastPlan;

  TableCache(SinkClient clickHouse, String database, TableMapping mapping, Clock clock) {
    this.clickHouse = clickHouse;
    this.database = database;
    this.mapping = mapping;
    this.clock = clock;
  }

  /** Whether the record needs no row: a tombstone of a table that does not exist yet. */
  boolean isSkipped(SinkRecord record) throws RetriableClickHouseException {
    if (record.value() != null || mapping.tombstones() == Tombstones.FAIL) {
      return false;
    }
    return mapping.tombstones() == Tombstones.IGNORE
        || (mapping.tableMaker() instanceof AutoCreate
            && !byTopic.containsKey(record.topic())
            && clickHouse.describe(mapping.table(record.topic())).isEmpty());
  }

  /** The table of a record, by its topic. */
  Table of(SinkRecord record) throws RetriableClickHouseException {
    String topic = record.topic();
    Table table = byTopic.get(topic);
    if (table == null) {
      String name = mapping.table(topic);
      Known known = byName.get(name);
      if (known == null) {
        known = new Known(described(name, record));
        byName.put(name, known);
      }
      table = known.table;
      refuseMixedPositions(table, topic);
      byTopic.put(topic, table);
    }
    return table;
  }

  /** A table that {@link #of} returned before. */
  Table named(String name) {
    return known(name).table;
  }

  /** The plan of a record's row; throws {@link RecordConversionException} if there can be none. */
  // Identity is enough to recognise a schema: converters keep one object per version.
  @SuppressWarnings("ReferenceEquality")
  RowPlan plan(Table table, SinkRecord record) throws RetriableClickHouseException {
    Schema value = record.valueSchema();
    Shape last = lastShape;
    if (last != null
        && lastPlan != null
        && value != null
        && last.value == value
        && last.key == record.keySchema()
        && lastPlan.table() == table) {
      return lastPlan;
    }
    RowPlan plan =
        switch (record.value()) {
          case Struct row -> ofStruct(table, new Shape(row.schema(), record.keySchema()));
          case Map<?, ?> _ -> ofMap(table, record);
          case null -> ofTombstone(table, record);
          default ->
              throw new RecordConversionException(
                  "table %s takes records and maps, but was a %s"
                      .formatted(table.name(), record.value().getClass().getSimpleName()));
        };
    lastShape = value == null ? null : new Shape(value, record.keySchema());
    lastPlan = plan;
    return plan;
  }

  private RowPlan ofMap(Table table, SinkRecord record) throws RetriableClickHouseException {
    RowPlan plan = planOfMaps(table.name(), record);
    try {
      plan.read(record);
    } catch (RecordConversionException e) {
      if (!isDueToLookAgain(table.name())) {
        throw e;
      }
      lookAgain(table.name());
      plan = planOfMaps(table.name(), record);
      plan.read(record);
    }
    return plan;
  }

  private RowPlan planOfMaps(String name, SinkRecord record) {
    Known known = known(name);
    RowPlan plan = known.ofMaps;
    if (plan == null) {
      plan = RowPlans.ofMap(known.table, mapping, record.keySchema());
      known.ofMaps = plan;
    }
    return plan;
  }

  private RowPlan ofTombstone(Table table, SinkRecord record) {
    if (mapping.tombstones() == Tombstones.FAIL) {
      throw new RecordConversionException(
          "table %s takes no record without a value".formatted(table.name()));
    }
    boolean newestWins =
        table.versionColumn().equals(Table.OFFSET)
            || table.versionColumn().equals(mapping.timestampColumn());
    if (table.deletedColumn().isEmpty() || table.versionColumn().isEmpty() || !newestWins) {
      throw new ConnectException(
          "tombstones delete rows of tables with ReplacingMergeTree(VERSION, IS_DELETED) whose"
              + " version is %s or the timestamp.column, but %s is not one"
                  .formatted(Table.OFFSET, table.name()));
    }
    return RowPlans.ofTombstone(table, mapping, record);
  }

  private RowPlan ofStruct(Table table, Shape shape) throws RetriableClickHouseException {
    Known known = known(table.name());
    RowPlan plan = known.plans.get(shape);
    if (plan == null) {
      plan = planned(table.name(), shape);
      known(table.name()).plans.put(shape, plan);
    }
    return plan;
  }

  private RowPlan planned(String name, Shape shape) throws RetriableClickHouseException {
    Planned planned = planned(shape, known(name));
    if (!planned.unknown().isEmpty() && mapping.autoEvolve()) {
      clickHouse.execute(AutoCreate.evolve(database, name, planned.unknown()));
      lookAgain(name);
      planned = planned(shape, known(name));
    } else if (!planned.unknown().isEmpty() && isDueToLookAgain(name)) {
      lookAgain(name);
      planned = planned(shape, known(name));
    }
    if (!planned.unknown().isEmpty() && !mapping.ignoreUnknownFields()) {
      FieldPath first = planned.unknown().getFirst();
      throw RecordConversionException.unknownField(name, first.snakeColumn(), first);
    }
    return planned.plan();
  }

  private Planned planned(Shape shape, Known known) {
    return RowPlans.ofStruct(known.table, mapping, shape.value, shape.key);
  }

  private boolean isDueToLookAgain(String name) {
    return known(name).describedMs + LOOK_AGAIN_MS < now();
  }

  private void lookAgain(String name) throws RetriableClickHouseException {
    Optional<Table> table = clickHouse.describe(name);
    if (table.isEmpty()) {
      throw missing(name);
    }
    Known before = known(name);
    if (before.table.equals(table.get())) {
      before.describedMs = now();
      return;
    }
    byName.put(name, new Known(table.get()));
    byTopic.replaceAll((_, known) -> known.name().equals(name) ? table.get() : known);
  }

  private Table described(String name, SinkRecord first) throws RetriableClickHouseException {
    Optional<Table> table = clickHouse.describe(name);
    if (table.isEmpty() && first.value() instanceof Struct row) {
      List<String> statements = mapping.tableMaker().make(database, name, row.schema());
      for (String statement : statements) {
        clickHouse.execute(statement);
      }
      table = clickHouse.describe(name);
    }
    return table.orElseThrow(() -> missing(name));
  }

  private ConnectException missing(String name) {
    return new ConnectException(
        "there is no table %s in database %s, or the user may not see it; create it, or set %s"
                .formatted(name, database, SinkConfig.AUTO_CREATE)
            + " and send records with a schema");
  }

  private Known known(String name) {
    Known known = byName.get(name);
    if (known == null) {
      throw new IllegalStateException("the table %s was not requested".formatted(name));
    }
    return known;
  }

  private void refuseMixedPositions(Table table, String topic) {
    if (!table.hasPositions() || table.hasTopic()) {
      return;
    }
    String other = topicOfTable.putIfAbsent(table.name(), topic);
    if (other != null && !other.equals(topic)) {
      throw new ConnectException(
          "table %s takes the offsets of one topic, but has %s and %s; give it a column %s"
              .formatted(table.name(), other, topic, Table.TOPIC));
    }
  }

  private long now() {
    return clock.millis();
  }

  /** The schemas of a record. */
  private record Shape(Schema value, @Nullable Schema key) {}

  /** A table with the plans of its rows, for the columns that it had when it was described. */
  private final class Known {
    private final Table table;
    private final Map<Shape, RowPlan> plans = new HashMap<>();
    private @Nullable RowPlan ofMaps;
    private long describedMs = now();

    Known(Table table) {
      this.table = table;
    }
  }
}
