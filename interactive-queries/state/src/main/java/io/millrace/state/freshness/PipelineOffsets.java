package io.millrace.state.freshness;

/**
 * The inputs of {@link FreshnessTracker}. Every call may throw if the other side does not respond.
 */
public interface PipelineOffsets {
  /** The topics at which a mark waits. */
  enum PipelineTopic {
    /** Written by ingestion. */
    EVENTS,
    /** Messages between visitors. */
    MESSAGES,
    /** Events and sessions written by the visitor stage. */
    ENRICHED,
    /** Partials sent by the visitor stage. */
    PARTIALS,
    /** Rows written by the rollup stage. */
    ROWS
  }

  /** The readers of these topics. */
  enum Reader {
    STREAMS,
    SINK
  }

  /** The current time, epoch milliseconds. */
  long now();

  /**
   * Reads everything again: pending windows, then the commits, then the positions. The results of
   * {@link #pendingWindows}, {@link #commits} and {@link #passed} are from then.
   *
   * @return whether the topics are still the same as before
   */
  boolean refresh();

  /** The current end offsets of the topics, including open transactions. */
  PartitionOffsets ends(PipelineTopic place);

  /** Whether the reader has committed that it is past all data before these ends. */
  boolean passed(Reader reader, PartitionOffsets ends);

  /** The commits of the stream threads; none while an instance does not respond. */
  CommitCounts commits();

  /** The pending windows; may be from an earlier read. */
  PendingWindows pendingWindows();
}
