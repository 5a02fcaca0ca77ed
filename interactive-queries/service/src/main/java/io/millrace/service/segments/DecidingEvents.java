package io.millrace.service.segments;

import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.clickhouse.ReadLimits;
import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.query.clickhouse.WarehouseReads;
import io.millrace.query.plan.FieldSql;
import io.millrace.query.plan.SqlText;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.segment.Explanation;
import io.millrace.topologies.segment.rule.Behaviour;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the events of the timestamps in a visitor's record: the record has no ids, the table of
 * events has. Without ClickHouse an explanation has no ids.
 */
@Singleton
public final class DecidingEvents {
  /** Per condition, the latest. */
  static final int MAX_MOMENTS = 20;

  /** An event's effective time is at most this much before its event time. */
  private static final long AHEAD_MS = TopologySettings.MAX_AHEAD.toMillis();

  private static final long MAX_IDS = 200;
  private static final ReadLimits LIMITS =
      new ReadLimits(Duration.ofSeconds(2), 200_000_000L, MAX_IDS, 512L << 20);

  /** For all conditions of a rule together. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String MOMENT =
      "toUnixTimestamp64Milli(least(`occurred_at`, `received_at`))";

  private final WarehouseReads warehouse;

  DecidingEvents(ClickHouseClient warehouse) {
    this((WarehouseReads) warehouse);
  }

  private DecidingEvents(WarehouseReads warehouse) {
    this.warehouse = warehouse;
  }

  /** With another warehouse than the service's. */
  public static DecidingEvents in(WarehouseReads warehouse) {
    return new DecidingEvents(warehouse);
  }

  /**
   * The ids of the events that decide a rule.
   *
   * @param names all names of the visitor
   */
  public EventIds of(String tenant, List<String> names, Explanation rule) {
    var conditions = new ArrayList<Explanation.Behaves>();
    collect(rule, conditions);
    Map<Explanation.Behaves, Map<Long, List<String>>> found = new HashMap<>();
    long start = System.nanoTime();
    try {
      for (Explanation.Behaves condition : conditions) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          return new EventIds(found, Optional.of("ClickHouse took too long to find all ids"));
        }
        found.put(condition, read(statement(tenant, names, condition)));
      }
      return new EventIds(found, Optional.empty());
    } catch (ClickHouseFailed e) {
      return new EventIds(found, Optional.of(e.failure().detail()));
    }
  }

  /** The latest timestamps that decide a condition; empty if it keeps days instead of events. */
  static List<Long> timestamps(Explanation.Behaves condition) {
    List<Long> all = condition.evidence().deciding();
    return all.subList(Math.max(0, all.size() - MAX_MOMENTS), all.size());
  }

  /** Whether it keeps days, and not their events. */
  static boolean keepsDays(Behaviour behaviour) {
    return behaviour instanceof Behaviour.Regularly;
  }

  private static void collect(Explanation rule, List<Explanation.Behaves> found) {
    switch (rule) {
      case Explanation.All(var parts) -> parts.forEach(part -> collect(part, found));
      case Explanation.Any(var parts) -> parts.forEach(part -> collect(part, found));
      case Explanation.Not(var part) -> collect(part, found);
      case Explanation.Behaves behaves -> {
        if (!keepsDays(behaves.behaviour()) && !behaves.evidence().deciding().isEmpty()) {
          found.add(behaves);
        }
      }
      case Explanation.HasTrait _, Explanation.InSegment _ -> {}
    }
  }

  static SqlStatement statement(String tenant, List<String> names, Explanation.Behaves condition) {
    List<Long> moments = timestamps(condition);
    long step = condition.evidence().step();
    var sql = new SqlText().add("SELECT `id`, ");
    sql.add(MOMENT).add(" - positiveModulo(").add(MOMENT).add(", ").add(step);
    sql.add(") AS M FROM `events` WHERE `tenant` = ").text(tenant);
    sql.add(" AND `visitor` IN ").texts(names);
    sql.add(" AND `occurred_at` >= fromUnixTimestamp64Milli(").number(moments.getFirst());
    sql.add(", 'UTC') AND `occurred_at` < fromUnixTimestamp64Milli(");
    sql.number(moments.getLast() + step + AHEAD_MS);
    sql.add(", 'UTC') AND has(arrayMap(x -> toInt64(x), ");
    sql.texts(moments.stream().map(timestamp -> Long.toString(timestamp)).toList());
    sql.add("), M) AND ");
    FieldSql.filter(new EventFilter.Any(condition.behaviour().filters()), sql);
    return sql.add(" ORDER BY M, `id` LIMIT ").add(MAX_IDS).statement();
  }

  private Map<Long, List<String>> read(SqlStatement statement) {
    var ids = new HashMap<Long, List<String>>();
    warehouse.read(
        statement,
        LIMITS,
        rows -> {
          while (rows.hasNext()) {
            String id = rows.readString();
            ids.computeIfAbsent(rows.readInt64(), _ -> new ArrayList<>()).add(id);
          }
        });
    return ids;
  }
}
