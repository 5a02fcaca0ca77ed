package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.state.freshness.SourceKind;

/** A part of a query's range that is read from one source. */
public sealed interface Slice {
  /** The time range of its windows. */
  TimeRange span();

  /** The source that it is read from. */
  SourceKind kind();

  /** Whole windows of one grain. */
  sealed interface Windows extends Slice {
    /** The grain of the windows that are read. */
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
