package io.millrace.service.segments;

import io.millrace.query.clickhouse.ReadLimits;
import io.millrace.query.clickhouse.RowBinary;
import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.query.clickhouse.WarehouseReads;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.topologies.segment.EventSelection;
import io.millrace.topologies.segment.rule.Behaviour;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A tenant's events in ClickHouse, by visitor. They are equal to the events that the stream has
 * processed, so that a rule has the same meaning for both; fields that no rule can use are left
 * out.
 */
final class HistoryEvents {
  /** ClickHouse buffers the whole result before it sends the first row. */
  private static final long EVENTS_PER_SLICE = 200_000;

  private static final ReadLimits LIMITS =
      new ReadLimits(Duration.ofMinutes(10), 20_000_000_000L, 20_000_000L, 2L << 30);

  private static final String COLUMNS =
      """
      SELECT visitor, id, toString(type), toString(name), anonymous_id, user_id,
        toUnixTimestamp64Milli(occurred_at), toUnixTimestamp64Milli(received_at), imported,
        page_path, page_title, referrer, toString(campaign_name), toString(campaign_source),
        toString(campaign_medium), toString(campaign_term), toString(campaign_content),
        toString(device_type), toString(device_os), toString(device_browser), toString(country),
        toString(plan), toString(money_amount), toString(money_currency),
        CAST(texts, 'Map(String, String)'), CAST(numbers, 'Map(String, Float64)'),
        CAST(booleans, 'Map(String, Bool)')
      """;

  private final WarehouseReads warehouse;
  private final String tenant;
  private final String condition;
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  /**
   * The events of a tenant.
   *
   * @param before only those received before this time, epoch milliseconds
   * @param horizon only those that are not older than this many milliseconds then
   * @param reading only these; empty for all
   */
  HistoryEvents(
      WarehouseReads warehouse,
      String tenant,
      long before,
      long horizon,
      Optional<EventSelection> reading) {
    this.warehouse = warehouse;
    this.tenant = tenant;
    var text = new StringBuilder(" FROM events WHERE tenant = {tenant:String}");
    text.append(" AND received_at < fromUnixTimestamp64Milli({before:Int64})");
    parameters.put("tenant", tenant);
    parameters.put("before", before);
    if (horizon != Behaviour.EVER) {
      text.append(" AND occurred_at > fromUnixTimestamp64Milli({oldest:Int64})");
      parameters.put("oldest", before - horizon);
    }
    reading.ifPresent(
        some -> {
          text.append(" AND (type IN {types:Array(String)} OR name IN {names:Array(String)})");
          parameters.put("types", List.copyOf(some.types()));
          parameters.put("names", List.copyOf(some.names()));
        });
    condition = text.toString();
  }

  /** The number of events. */
  long count() {
    var counts = new ArrayList<Long>();
    warehouse.read(
        new SqlStatement("SELECT toInt64(count())" + condition, parameters),
        LIMITS,
        in -> counts.add(in.readInt64()));
    return counts.getFirst();
  }

  /** The number of slices in which to read this many. */
  static int slices(long events) {
    return (int) (1 + events / EVENTS_PER_SLICE);
  }

  /** Reads the events of a slice of the visitors, one visitor's after the other. */
  void read(int slice, int slices, Consumer<Event> consumer) {
    var sliced = new HashMap<>(parameters);
    sliced.put("slice", slice);
    sliced.put("slices", slices);
    String sql =
        COLUMNS
            + condition
            + " AND cityHash64(visitor) % {slices:UInt32} = {slice:UInt32} ORDER BY visitor";
    warehouse.read(
        new SqlStatement(sql, sliced),
        LIMITS,
        in -> {
          while (in.hasNext()) {
            consumer.accept(event(in));
          }
        });
  }

  private Event event(RowBinary in) throws IOException {
    String visitor = in.readString();
    String id = in.readString();
    EventType type = EventType.parse(in.readString()).orElse(EventType.CUSTOM);
    String name = in.readString();
    String anonymousId = in.readString();
    String userId = in.readString();
    long occurredAt = in.readInt64();
    long receivedAt = in.readInt64();
    boolean imported = in.readBool();
    var page = new Page("", in.readString(), in.readString());
    String referrer = in.readString();
    var campaign =
        new Campaign(
            in.readString(), in.readString(), in.readString(), in.readString(), in.readString());
    var device = new Device(in.readString(), in.readString(), in.readString(), "");
    String country = in.readString();
    String plan = in.readString();
    var money = new Money(new BigDecimal(in.readString()), in.readString());
    return new Event(
        tenant,
        id,
        type,
        name,
        visitor,
        anonymousId,
        userId,
        occurredAt,
        receivedAt,
        imported,
        page,
        referrer,
        campaign,
        device,
        country,
        plan,
        money,
        properties(in));
  }

  private static Properties properties(RowBinary in) throws IOException {
    var texts = new HashMap<String, String>();
    for (int left = in.readCount(); left > 0; left--) {
      texts.put(in.readString(), in.readString());
    }
    var numbers = new HashMap<String, Double>();
    for (int left = in.readCount(); left > 0; left--) {
      numbers.put(in.readString(), in.readFloat64());
    }
    var booleans = new HashMap<String, Boolean>();
    for (int left = in.readCount(); left > 0; left--) {
      booleans.put(in.readString(), in.readBool());
    }
    return new Properties(texts, numbers, booleans);
  }
}
