package io.millrace.state.freshness;

/** What {@link Freshness} looks at. Every call may throw where the other side does not answer. */
public interface Border {
  /** The topics at which a mark waits. */
  enum Place {
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
   * Looks anew: at what waits, then at the commits, then at the positions. What {@link #waiting},
   * {@link #commits} and {@link #passed} say is from then.
   *
   * @return whether the topics are still those of the look before
   */
  boolean look();

  /** Where the topics end now, records of open transactions included. */
  Offsets ends(Place place);

  /** Whether the reader has committed that it is past all data before these ends. */
  boolean passed(Reader reader, Offsets ends);

  /** How often the stream threads have committed; none while an instance does not tell. */
  Commits commits();

  /** May be from an earlier look. */
  Waiting waiting();
}
