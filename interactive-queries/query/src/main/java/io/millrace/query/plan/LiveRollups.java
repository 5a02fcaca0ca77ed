package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.state.freshness.Visibility;
import java.util.function.BiConsumer;

/** The border to the windows in the state store. */
public interface LiveRollups {
  /**
   * Passes every window of the tenant that starts within the range; the consumer owns the states.
   * They include what {@link Visibility} reported of live windows before.
   */
  void scan(
      Rollup rollup,
      String tenant,
      Grain grain,
      TimeRange span,
      BiConsumer<RollupKey, RollupState> windows);
}
