package io.millrace.connect.clickhouse;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The tables that this task writes, and the plans of their rows, asked for once. */
final class Tables {
  private final ClickHouse clickHouse;
  private final SinkSettings settings;
  private final Map<String, Table> byTopic = new HashMap<>();
  private final Map<String, Table> byName = new HashMap<>();
  private final Map<String, Map<Schema, RowPlan>> plans = new HashMap<>();
  private final Map<String, String> topicOfTable = new HashMap<>();

  Tables(ClickHouse clickHouse, SinkSettings settings) {
    this.clickHouse = clickHouse;
    this.settings = settings;
  }

  /** The table of a record, by its topic. */
  Table of(SinkRecord record) throws Unavailable {
    String topic = record.topic();
    Table table = byTopic.get(topic);
    if (table == null) {
      String name = settings.table(topic);
      Table known = byName.get(name);
      table = known == null ? described(name, record) : known;
      refuseMixedPositions(table, topic);
      byName.put(name, table);
      byTopic.put(topic, table);
    }
    return table;
  }

  private Table described(String name, SinkRecord first) throws Unavailable {
    Optional<Table> table = clickHouse.describe(name);
    if (table.isEmpty() && first.value() instanceof Struct row) {
      for (String statement : settings.tableMaker().make(settings.database(), name, row.schema())) {
        clickHouse.execute(statement);
      }
      table = clickHouse.describe(name);
    }
    return table.orElseThrow(
        () ->
            new ConnectException(
                "there is no table %s in database %s, or the user may not see it"
                    .formatted(name, settings.database())));
  }

  /** A table that was the answer to {@link #of} before. */
  Table named(String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }

  /** The plan for records of a schema; throws {@link UnfitRecord} where there can be none. */
  RowPlan plan(Table table, Schema schema) {
    Map<Schema, RowPlan> ofTable = plans.computeIfAbsent(table.name(), _ -> new HashMap<>());
    RowPlan plan = ofTable.get(schema);
    if (plan == null) {
      plan = RowPlan.of(table, schema, settings.ignoreUnknownFields());
      ofTable.put(schema, plan);
    }
    return plan;
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
}
