package io.millrace.interactivequeries.query;

import io.millrace.interactivequeries.stores.LocalStores;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.Stores;
import io.millrace.topologies.rollup.RollupReads;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;

/** The windows of the store {@code rollups}, from all its partitions. */
@Singleton
final class StoreRollups implements LiveRollups {
  private final LocalStores stores;

  StoreRollups(LocalStores stores) {
    this.stores = stores;
  }

  @Override
  public void scan(
      Rollup rollup,
      String tenant,
      Grain grain,
      Span span,
      BiConsumer<RollupKey, RollupState> windows) {
    boolean _ =
        stores.all(
            Stores.ROLLUPS,
            partitions -> {
              for (var partition : partitions) {
                RollupReads.scan(
                    partition, tenant, rollup.id(), grain, span.from(), span.to(), windows::accept);
              }
              return true;
            });
  }
}
