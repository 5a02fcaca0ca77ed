package io.millrace.serdes.topic;

/** The names of the state stores; the changelog of each is named after it. */
public final class StoreNames {
  /** {@code VisitorKey} to {@code VisitorRecord}. */
  public static final String VISITORS = "visitors";

  /** What no longer fits into a visitor's record: old message ids and old sessions. */
  public static final String VISITOR_OVERFLOW = "visitor-overflow";

  /** When which visitor's segments change by time alone: a due moment and a {@code VisitorKey}. */
  public static final String TIMERS = "timers";

  /** Who is in which version of a segment, and how many; {@code MemberKey}. */
  public static final String SEGMENT_MEMBERS = "segment-members";

  /** What a task has combined since its last commit; holds no bytes. */
  public static final String COMBINER = "combiner";

  /** Rollup partials that their owner has not folded into windows yet. */
  public static final String PARTIALS = "partials";

  /** {@code RollupKey} to the window's state. */
  public static final String ROLLUPS = "rollups";

  /** The windows that changed since their last row went out. */
  public static final String ROLLUPS_DUE = "rollups-due";

  /** Every definition, on every instance. */
  public static final String DEFINITIONS = "definitions";

  private StoreNames() {}
}
