package io.millrace.interactivequeries.query;

import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.stores.LocalStores;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.Stores;
import io.millrace.topologies.rollup.RollupReads;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * The windows of the store {@code rollups}, from all its partitions, and what waits to be there.
 */
@Singleton
final class StoreRollups implements LiveRollups {
  /** A folding takes some milliseconds, once in seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long PAUSE_NANOS = 1_000_000;

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
    stores.pairs(
        Stores.ROLLUPS,
        Stores.PARTIALS,
        (folded, partials) -> {
          long start = System.nanoTime();
          while (!RollupReads.scan(
              folded,
              partials,
              tenant,
              rollup.id(),
              grain,
              span.from(),
              span.to(),
              windows::accept)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
              throw new Refusal(
                  new Failure.StoreRestoring(Stores.ROLLUPS, "its windows keep changing"));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        });
  }
}
