package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.reads.LiveStores;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;

/**
 * The windows of the store {@code rollups}, from all its partitions, and what waits to be there.
 */
@Singleton
final class StoreRollups implements LiveRollups {
  private final LiveStores stores;
  private final Visibility visibility;

  StoreRollups(LiveStores stores, Visibility visibility) {
    this.stores = stores;
    this.visibility = visibility;
  }

  @Override
  public void scan(
      Rollup rollup,
      String tenant,
      Grain grain,
      TimeRange span,
      BiConsumer<RollupKey, RollupState> windows) {
    stores.windows(
        tenant, rollup.id(), grain, span.from(), span.to(), visibility.liveForMs(), windows);
  }
}
