package io.millrace.serdes.topic;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventCodec;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.quarantine.QuarantinedCodec;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChangeCodec;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.session.SessionChangeCodec;
import java.util.List;

/** Every {@link Output}: the one list of what has a topic and a table. */
public final class Outputs {
  /** The distinct events, with what was known of their visitor. */
  public static final Output<Event> ENRICHED =
      new Output<>("enriched", new EventCodec(), 7, "events", "");

  /** Sessions, as they change. */
  public static final Output<SessionChange> SESSIONS =
      new Output<>("sessions", new SessionChangeCodec(), 7, "sessions", "visitor");

  /** Who enters and leaves which segment. */
  public static final Output<SegmentChange> SEGMENT_CHANGES =
      new Output<>("segment-changes", new SegmentChangeCodec(), 7, "segment_changes", "visitor");

  /** Refused events. */
  public static final Output<Quarantined> QUARANTINE =
      new Output<>("quarantine", new QuarantinedCodec(), 30, "quarantine", "");

  /** All of them. */
  public static final List<Output<?>> ALL =
      List.of(ENRICHED, SESSIONS, SEGMENT_CHANGES, QUARANTINE);

  private Outputs() {}
}
