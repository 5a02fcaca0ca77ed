package io.millrace.query.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.state.freshness.SourceKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActivatingRollupTest {
  private static final long DAY = Grain.DAY.widthMs();
  private static final TimeRange RANGE = new TimeRange(DAY, 3 * DAY);

  @Test
  void isReadFromTheEventsAloneUntilItIsInForce() {
    Query activating = query(Rollup.TRAFFIC.activating(true));
    var events = List.of(new QueryPlan.Source(SourceKind.EVENTS, RANGE));

    assertThat(activating.plan(3 * DAY).sources()).isEqualTo(events);
    assertThat(activating.planWithoutLive().sources()).isEqualTo(events);
    assertThat(query(Rollup.TRAFFIC).plan(3 * DAY).live()).isNotEmpty();
  }

  private static Query query(Rollup rollup) {
    return new Query(
        "shop",
        rollup,
        rollup.measures(),
        List.of(),
        List.of(),
        Optional.empty(),
        RANGE,
        10,
        Optional.empty());
  }
}
