package io.millrace.standalone.query;

import io.millrace.engine.TestDatabase;
import io.millrace.query.plan.LiveRollups;
import io.millrace.query.plan.TimeRange;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.UniqState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Events of a few days, in the tables and in a store made of a map. */
record QueryFixture(List<Visit> visits) implements LiveRollups {
  static final long FIRST = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  static final long DAYS = 5;
  static final List<String> TENANTS = List.of("shop", "x' OR '1'='1");
  static final List<String> TYPES = List.of("browse", "search", "purchase");
  static final List<String> COUNTRIES =
      List.of("PL", "DE", "", "') OR 1=1 --", "\\", "a\tb\nc", "\uD83D\uDE00", "\uFFFD", "{p0:X}");
  static final List<String> PLANS = List.of("free", "gold");

  /** An event, as far as the rollup looks. */
  record Visit(String tenant, long at, String type, String country, String plan, String visitor) {
    List<String> dimensions() {
      return List.of(type, country, plan);
    }
  }

  static QueryFixture random(long seed, int size) {
    var random = new Random(seed);
    var visits = new ArrayList<Visit>();
    for (int i = 0; i < size; i++) {
      visits.add(
          new Visit(
              one(TENANTS, random),
              FIRST + random.nextLong(DAYS * Grain.DAY.widthMs()),
              one(TYPES, random),
              one(COUNTRIES, random),
              one(PLANS, random),
              "visitor-" + random.nextInt(90)));
    }
    return new QueryFixture(visits);
  }

  static <T> T one(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  @Override
  public void scan(
      Rollup rollup,
      String tenant,
      Grain grain,
      TimeRange span,
      BiConsumer<RollupKey, RollupState> windows) {
    Predicate<Visit> wanted =
        visit ->
            visit.tenant.equals(tenant)
                && grain.windowStart(visit.at) >= span.from()
                && grain.windowStart(visit.at) < span.to();
    var found = new HashMap<RollupKey, RollupState>();
    visits.stream().filter(wanted).forEach(visit -> fold(visit, grain, found));
    found.forEach(windows);
  }

  private static void fold(Visit visit, Grain grain, Map<RollupKey, RollupState> windows) {
    var key =
        new RollupKey(
            new RollupSeries(visit.tenant, "traffic", visit.dimensions()),
            grain,
            grain.windowStart(visit.at));
    RollupState state = windows.computeIfAbsent(key, _ -> RollupState.zero(Rollup.TRAFFIC));
    ((CountState) state.measures().getFirst()).add(1);
    ((UniqState) state.measures().getLast()).add(Hash.of(visit.visitor));
  }

  /** Fills the tables: the rollup in two parts, each with an older version that is wrong. */
  void insertInto(TestDatabase database) {
    var rows = new StringBuilder("INSERT INTO events ");
    rows.append("(tenant, id, type, country, plan, visitor, occurred_at, _partition, _offset) ");
    rows.append("FORMAT JSONEachRow\n");
    for (int i = 0; i < visits.size(); i++) {
      rows.append(json(visits.get(i), i)).append('\n');
    }
    database.http().run(rows.toString());
    for (Grain grain : Grain.values()) {
      for (int part = 0; part < 2; part++) {
        insertWindows(database, grain, part, 1, "_offset % 4 = " + part);
        insertWindows(database, grain, part, 2, "_offset % 2 = " + part);
      }
    }
  }

  private static void insertWindows(
      TestDatabase database, Grain grain, int part, int version, String which) {
    database
        .http()
        .run(
            """
            INSERT INTO rollup_traffic
              (tenant, grain, window, type, country, plan, part, version, events, visitors)
            SELECT tenant, '%s', toDateTime(intDiv(toUnixTimestamp(occurred_at), %d) * %d, 'UTC'),
              type, country, plan, %d, %d, count(), uniqState(visitor_hash)
            FROM events WHERE %s GROUP BY ALL
            """
                .formatted(
                    grain.wireName(),
                    grain.widthMs() / 1000,
                    grain.widthMs() / 1000,
                    part,
                    version,
                    which));
  }

  private static String json(Visit visit, int offset) {
    return """
    {"tenant":%s,"id":"%d","type":%s,"country":%s,"plan":%s,"visitor":%s,"occurred_at":%s,"_partition":0,"_offset":%d}\
    """
        .formatted(
            quoted(visit.tenant),
            offset,
            quoted(visit.type),
            quoted(visit.country),
            quoted(visit.plan),
            quoted(visit.visitor),
            quoted(Instant.ofEpochMilli(visit.at).toString().replace("T", " ").replace("Z", "")),
            offset);
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
