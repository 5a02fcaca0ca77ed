package io.millrace.topologies.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.rollup.RollupSeries;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How evenly the owners of series share the partials that tasks send. */
class SkewTest {
  private static final String[] TYPES = {"browse", "search", "purchase", "ad", "custom"};
  private static final String[] PLANS = {"", "free", "plus", "gold"};

  /** A task sends one partial of a series for all its events: so it is series that must spread. */
  @Property(tries = 50)
  void aTenantWithNineTenthsOfTheTrafficLoadsNoPartitionTwiceTheMean(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 16) int partitions) {
    var random = new Random(seed);
    Set<RollupSeries> partials = new HashSet<>();
    for (int event = 0; event < 2_000; event++) {
      String tenant = random.nextInt(10) > 0 ? "hot" : "cold-" + random.nextInt(5);
      String country = "C" + random.nextInt(12);
      String plan = PLANS[random.nextInt(PLANS.length)];
      String type = TYPES[random.nextInt(TYPES.length)];
      partials.add(new RollupSeries(tenant, "traffic", List.of(type, country, plan)));
    }
    var load = new int[partitions];
    for (RollupSeries series : partials) {
      load[Combiner.owner(series.toBytes(), partitions)]++;
    }
    for (int owned : load) {
      assertThat(owned).isLessThanOrEqualTo(2 * partials.size() / partitions);
    }
  }
}
