package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.state.freshness.SourceKind;

/** A part of a query's range that one source answers. */
public sealed interface Slice {
  TimeRange span();

  SourceKind kind();

  /** Whole windows of one grain. */
  sealed interface Windows extends Slice {
    Grain grain();
  }

  /** Windows young enough to be surely in the store. */
  record Live(Grain grain, TimeRange span) implements Windows {
    @Override
    public SourceKind kind() {
      return SourceKind.LIVE;
    }
  }

  /** Windows of the rollup's table. */
  record Stored(Grain grain, TimeRange span) implements Windows {
    @Override
    public SourceKind kind() {
      return SourceKind.ROLLUP;
    }
  }

  /**
   * What no window covers, or what the caller wants recomputed from the events.
   *
   * @param received when the events were received
   */
  record Raw(TimeRange span, TimeRange received) implements Slice {
    /** All events, whenever they were received. */
    Raw(TimeRange span) {
      this(span, TimeRange.ALWAYS);
    }

    @Override
    public SourceKind kind() {
      return SourceKind.EVENTS;
    }
  }
}
