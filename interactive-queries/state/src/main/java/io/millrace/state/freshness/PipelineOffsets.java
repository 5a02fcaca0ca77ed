package io.millrace.state.freshness;

/**
 * What {@link FreshnessTracker} looks at. Every call may throw where the other side does not
 * answer.
 */
public interface PipelineOffsets {
  /** The topics at which a mark waits. */
  enum PipelineTopic {
    /** Where ingest writes. */
    EVENTS,
    /** Where visitors write to each other. */
    MESSAGES,
    /** Where the visitor stage writes its events and sessions. */
    ENRICHED,
    /** Where the visitor stage sends its partials. */
    PARTIALS,
    /** Where the rollup stage writes its rows. */
    ROWS
  }

  /** Who reads them. */
  enum Reader {
    STREAMS,
    SINK
  }

  /** Epoch milliseconds. */
  long now();

  /**
   * Looks anew: at what waits, then at the commits, then at the positions. What {@link
   * #pendingWindows}, {@link #commits} and {@link #passed} say is from then.
   *
   * @return whether the topics are still those of the look before
   */
  boolean refresh();

  /** Where the topics end now, records of open transactions included. */
  PartitionOffsets ends(PipelineTopic place);

  /** Whether the reader has committed that it is past all data before these ends. */
  boolean passed(Reader reader, PartitionOffsets ends);

  /** How often the stream threads have committed; none while an instance does not tell. */
  CommitCounts commits();

  /** May be from an earlier look. */
  PendingWindows pendingWindows();
}
