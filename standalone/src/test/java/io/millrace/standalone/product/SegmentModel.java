package io.millrace.standalone.product;

import static io.millrace.standalone.product.SegmentTraffic.ORDER;
import static io.millrace.standalone.product.SegmentTraffic.VIEW;

import io.millrace.standalone.product.SegmentTraffic.VisitorAction;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The segments of {@link SegmentKillTest} in the plainest way: each rule goes through everything
 * that one visitor did.
 */
record SegmentModel(List<VisitorAction> deeds, long now) {
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final long DAY_MS = 24 * HOUR_MS;

  static final String VIEWERS = "viewers";
  static final String QUIET = "quiet";
  static final String LOYAL = "loyal";

  static final String VIEWERS_1 = rule("'did':{'name':'Product Viewed'},'atLeast':3,'within':'1h'");
  static final String VIEWERS_2 =
      rule("'did':{'name':'Product Viewed'},'atLeast':4,'within':'150m'");
  static final String NEVER = rule("'never':{'name':'Order Completed'},'within':'30m'");

  /** What is put in the middle, and must be filled from history. */
  enum Later {
    CONVERTED(
        "'sequence':[{'name':'Product Viewed'},{'name':'Order"
            + " Completed'}],'gap':'30m','within':'3h'"),
    SPENDERS("'sum':'properties.points','of':{'name':'Order Completed'},'within':'3h','gte':40"),
    EXPLORERS(
        "'distinct':'properties.category','of':{'name':'Product"
            + " Viewed'},'atLeast':4,'within':'5h'"),
    REGULARS("'regularly':{'name':'Product Viewed'},'days':3,'of':20,'timeZone':'UTC'"),
    NEWCOMERS("'first':{'name':'Order Completed'},'within':'6h'"),
    LOYAL("'all':[{'segment':'viewers'},{'not':{'segment':'quiet'}}]");

    final String rule;

    Later(String inside) {
      this.rule = rule(inside);
    }
  }

  /** The segments of the visitor once all is in force, by name. */
  Set<String> segments() {
    boolean viewer = within(VIEW, 150 * HOUR_MS / 60).count() >= 4;
    boolean quiet = within(ORDER, HOUR_MS / 2).count() == 0;
    var in = new TreeSet<String>();
    add(in, VIEWERS, viewer);
    add(in, QUIET, quiet);
    add(in, LOYAL, viewer && !quiet);
    add(in, "converted", converted());
    add(in, "spenders", within(ORDER, 3 * HOUR_MS).mapToInt(VisitorAction::points).sum() >= 40);
    add(in, "explorers", different(within(VIEW, 5 * HOUR_MS), VisitorAction::category) >= 4);
    // Twenty days hold everything that was ever told.
    add(in, "regulars", different(within(VIEW, 20 * DAY_MS), deed -> deed.at() / DAY_MS) >= 3);
    add(in, "newcomers", firstWithin(6 * HOUR_MS));
    return in;
  }

  private boolean converted() {
    return within(ORDER, 3 * HOUR_MS)
        .anyMatch(
            order ->
                called(VIEW)
                    .mapToLong(view -> order.at() - view.at())
                    .anyMatch(gap -> gap > 0 && gap < HOUR_MS / 2));
  }

  private boolean firstWithin(long length) {
    return called(ORDER)
        .min(Comparator.comparingLong(VisitorAction::at))
        .filter(first -> now - first.at() < length)
        .isPresent();
  }

  private Stream<VisitorAction> within(String name, long length) {
    return called(name).filter(deed -> now - deed.at() < length);
  }

  private Stream<VisitorAction> called(String name) {
    return deeds.stream().filter(deed -> deed.name().equals(name));
  }

  private static long different(Stream<VisitorAction> deeds, Function<VisitorAction, Object> of) {
    return deeds.map(of).distinct().count();
  }

  private static void add(Set<String> in, String segment, boolean isIn) {
    if (isIn) {
      in.add(segment);
    }
  }

  private static String rule(String inside) {
    return "{%s}".formatted(inside.replace('\'', '"'));
  }
}
