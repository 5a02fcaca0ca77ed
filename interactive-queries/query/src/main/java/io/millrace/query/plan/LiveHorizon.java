package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.topologies.feature.TopologySettings;
import java.time.Duration;

/**
 * How far back the state store is trusted to have every window.
 *
 * <p>The store keeps a window for {@link #KEPT} after its last change. A window that starts at or
 * after {@link #start} began at most {@link #TRUSTED} and a day ago, and nothing changes a window
 * long before it begins; so it is still there, with a day to spare for a service that stood still.
 */
public final class LiveHorizon {
  /** What the rollup topology promises: 72 hours. */
  public static final Duration KEPT = TopologySettings.WINDOW_RETENTION;

  /** Every day that touches this stretch before now is read from the store: 24 hours. */
  public static final Duration TRUSTED = KEPT.minusDays(2);

  private LiveHorizon() {}

  /** The first timestamp whose windows are read from the store: the start of a UTC day. */
  public static long start(long nowMs) {
    return Grain.DAY.windowStart(nowMs - TRUSTED.toMillis());
  }
}
