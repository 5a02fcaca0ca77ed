package io.millrace.serdes.rollup;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.PropertyField;
import java.util.List;
import java.util.Optional;

/**
 * A rollup: which events are counted, by which dimensions, in which measures. It is data: the fold,
 * the table and the queries are all derived from it.
 *
 * @param tenant whose it is; {@code ""} for those that every tenant has
 * @param generation rises with each change of what is counted; windows of different generations
 *     never meet
 * @param since it counts events received at this moment or later, epoch milliseconds; what came
 *     before is in the events
 * @param filter which events count at all
 * @param activating whether it is not certain yet that every task counts what it should: until then
 *     nothing that was counted may be read, and all is in the events
 */
public record Rollup(
    String tenant,
    String name,
    int generation,
    long since,
    EventFilter filter,
    List<Dimension> dimensions,
    List<Measure> measures,
    boolean activating) {
  public static final int MAX_DIMENSIONS = 6;

  /** In a table's name, before the generation. */
  private static final String GENERATION = "_G";

  /**
   * The value of each dimension of the series that takes the events beyond the limit of distinct
   * series in a window.
   */
  public static final String OTHER = "(other)";

  private static final Dimension COUNTRY = new Dimension("country", EventField.COUNTRY);
  private static final Dimension PLAN = new Dimension("plan", EventField.PLAN);

  /** Events and their visitors by type, country and plan. */
  public static final Rollup TRAFFIC =
      builtIn(
          "traffic",
          EventFilter.EVERYTHING,
          List.of(new Dimension("type", EventField.TYPE), COUNTRY, PLAN),
          List.of(
              new Measure.Count("events"), new Measure.Distinct("visitors", EventField.VISITOR)));

  /** Purchases and their revenue. */
  public static final Rollup REVENUE =
      builtIn(
          "revenue",
          EventFilter.ofType("purchase"),
          List.of(
              COUNTRY,
              PLAN,
              new Dimension("category", new PropertyField("category")),
              new Dimension("currency", EventField.MONEY_CURRENCY)),
          List.of(
              new Measure.Count("purchases"),
              new Measure.Sum("revenue", EventField.MONEY_AMOUNT, EventFilter.EVERYTHING),
              new Measure.Distinct("buyers", EventField.VISITOR)));

  /** Searches and clicks on their results, by search term. */
  public static final Rollup SEARCH =
      builtIn(
          "search",
          EventFilter.ofType("search"),
          List.of(new Dimension("term", new PropertyField("query"))),
          List.of(
              new Measure.Count(
                  "searches", new EventFilter.Not(EventFilter.named("Search Result Clicked"))),
              new Measure.Count("clicks", EventFilter.named("Search Result Clicked")),
              new Measure.Distinct("visitors", EventField.VISITOR)));

  /** Ads: impressions, clicks, purchases after them, and their cost. */
  public static final Rollup ADS =
      builtIn(
          "ads",
          EventFilter.ofType("ad"),
          List.of(
              new Dimension("campaign", new PropertyField("campaign")),
              new Dimension("placement", new PropertyField("placement")),
              new Dimension("position", new PropertyField("position")),
              new Dimension("cohort", new PropertyField("cohort"))),
          List.of(
              new Measure.Count("impressions", EventFilter.named("Ad Impression")),
              new Measure.Count("clicks", EventFilter.named("Ad Click")),
              new Measure.Count("conversions", EventFilter.named("Ad Conversion")),
              new Measure.Sum("spend", new PropertyField("cost"), EventFilter.EVERYTHING),
              new Measure.Distinct("visitors", EventField.VISITOR)));

  /** The rollups that every tenant has. */
  public static final List<Rollup> BUILT_IN = List.of(TRAFFIC, REVENUE, SEARCH, ADS);

  public Rollup {
    dimensions = List.copyOf(dimensions);
    measures = List.copyOf(measures);
  }

  /** A rollup in force. */
  public Rollup(
      String tenant,
      String name,
      int generation,
      long since,
      EventFilter filter,
      List<Dimension> dimensions,
      List<Measure> measures) {
    this(tenant, name, generation, since, filter, dimensions, measures, false);
  }

  private static Rollup builtIn(
      String name, EventFilter filter, List<Dimension> dimensions, List<Measure> measures) {
    return new Rollup("", name, 1, 0, filter, dimensions, measures);
  }

  /** The built-in rollup of this name. */
  public static Optional<Rollup> builtIn(String name) {
    return BUILT_IN.stream().filter(rollup -> rollup.name.equals(name)).findFirst();
  }

  /** The same rollup, which is yet to come into force, or is in force. */
  public Rollup activating(boolean wanted) {
    return new Rollup(tenant, name, generation, since, filter, dimensions, measures, wanted);
  }

  /** The next attempt to count: another generation, from a later timestamp. */
  public Rollup again(long later) {
    return new Rollup(tenant, name, generation + 1, later, filter, dimensions, measures, true);
  }

  public boolean isBuiltIn() {
    return tenant.isEmpty();
  }

  /** The id that windows carry; for custom rollups it includes the generation. */
  public String id() {
    return isBuiltIn() ? name : name + "~" + generation;
  }

  /**
   * The ClickHouse table of its rows: {@code rollup_NAME}, for a custom rollup {@code
   * rollup_TENANT_R_NAME_GN} with the generation N. The capitals keep names apart, as tenants and
   * rollups have none.
   */
  public String table() {
    return isBuiltIn() ? "rollup_" + name : view() + GENERATION + generation;
  }

  /** The view with final numbers over its table. */
  public String view() {
    return isBuiltIn() ? table() + "_view" : "rollup_" + tenant.replace("-", "M") + "_R_" + name;
  }

  /** The view over the newest table of a custom rollup, of which this is one. */
  public static String viewOf(String table) {
    return table.substring(0, table.lastIndexOf(GENERATION));
  }

  /** The dimension of this name. */
  public Optional<Dimension> dimension(String dimension) {
    return dimensions.stream().filter(one -> one.name().equals(dimension)).findFirst();
  }

  /** The measure of this name. */
  public Optional<Measure> measure(String measure) {
    return measures.stream().filter(one -> one.name().equals(measure)).findFirst();
  }

  /** Whether the event is counted. */
  public boolean counts(Event event) {
    return event.receivedAt() >= since && filter.test(event);
  }

  /** The series in which the event is counted. */
  public RollupSeries series(Event event) {
    var values = new String[dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dimensions.get(i).field().text(event);
    }
    return new RollupSeries(event.tenant(), id(), List.of(values));
  }
}
