package io.millrace.query.plan;

import io.millrace.state.freshness.SourceKind;
import io.millrace.topologies.feature.TopologySettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Which source is read for which time.
 *
 * @param slices in the order of time, without gap or overlap; at the end there may be the events
 *     that windows lack because they were received before the rollup was defined
 */
public record QueryPlan(List<Slice> slices) {
  public QueryPlan {
    slices = List.copyOf(slices);
  }

  /**
   * A time range and its source, as in a result.
   *
   * @param receivedBefore {@link Long#MAX_VALUE}, or the source has only events received before,
   *     epoch milliseconds
   */
  public record Source(SourceKind kind, TimeRange span, long receivedBefore) {
    Source(SourceKind kind, TimeRange span) {
      this(kind, span, Long.MAX_VALUE);
    }
  }

  /**
   * The plan for windows that count events received since this time: those received before, which
   * happened at most {@link TopologySettings#MAX_AHEAD} after it, are read from the raw events.
   */
  QueryPlan completedBefore(long since) {
    List<Slice.Windows> windows = of(Slice.Windows.class);
    if (windows.isEmpty()) {
      return this;
    }
    long from = windows.getFirst().span().from();
    long to =
        Math.min(windows.getLast().span().to(), since + TopologySettings.MAX_AHEAD.toMillis());
    if (since <= 0 || from >= to) {
      return this;
    }
    var completed = new ArrayList<Slice>(slices);
    completed.add(new Slice.Raw(new TimeRange(from, to), new TimeRange(Long.MIN_VALUE, since)));
    return new QueryPlan(completed);
  }

  /** The sources in the order of time; neighbouring slices of one kind are one. */
  public List<Source> sources() {
    var sources = new ArrayList<Source>();
    for (Slice slice : slices) {
      if (slice instanceof Slice.Raw(TimeRange span, TimeRange received)
          && !received.equals(TimeRange.ALWAYS)) {
        sources.add(new Source(slice.kind(), span, received.to()));
      } else if (!sources.isEmpty() && sources.getLast().kind() == slice.kind()) {
        Source before = sources.removeLast();
        sources.add(
            new Source(slice.kind(), new TimeRange(before.span().from(), slice.span().to())));
      } else {
        sources.add(new Source(slice.kind(), slice.span()));
      }
    }
    return sources;
  }

  /** The slices that are read from the state stores. */
  public List<Slice.Live> live() {
    return of(Slice.Live.class);
  }

  /** The slices that are read from the rollup tables. */
  public List<Slice.Stored> stored() {
    return of(Slice.Stored.class);
  }

  /** The slices that are recomputed from the raw events. */
  public List<Slice.Raw> raw() {
    return of(Slice.Raw.class);
  }

  private <S extends Slice> List<S> of(Class<S> kind) {
    return slices.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
