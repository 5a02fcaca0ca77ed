package io.millrace.serdes.session;

/**
 * A session of a visitor. Its identity is {@code opened}, which does not change when an earlier
 * event joins and moves the start.
 *
 * @param opened event time of the event that first opened it, epoch milliseconds
 * @param started event time of its earliest event
 * @param ended event time of its latest event
 * @param version increases with every change
 */
public record Session(long opened, long started, long ended, long events, long version) {
  /** The inactivity gap: a longer time without an event ends a session. */
  public static final long GAP_MS = 30 * 60 * 1000L;

  /** A session of one event. */
  public static Session open(long occurredAt) {
    return new Session(occurredAt, occurredAt, occurredAt, 1, 1);
  }

  /** Whether an event at this time belongs to the session. */
  public boolean reaches(long occurredAt) {
    return occurredAt >= started - GAP_MS && occurredAt <= ended + GAP_MS;
  }

  /** Whether the two overlap within the gap and must be merged. */
  public boolean reaches(Session other) {
    return other.started <= ended + GAP_MS && other.ended >= started - GAP_MS;
  }

  /** The same session with the next version: for example a deletion of its row. */
  public Session next() {
    return new Session(opened, started, ended, events, version + 1);
  }

  /** The session with one more event, at this event time. */
  public Session with(long occurredAt) {
    return new Session(
        opened,
        Math.min(started, occurredAt),
        Math.max(ended, occurredAt),
        events + 1,
        version + 1);
  }

  /** This session merged with the other, under this one's identity. */
  public Session absorb(Session other) {
    return new Session(
        opened,
        Math.min(started, other.started),
        Math.max(ended, other.ended),
        events + other.events,
        Math.max(version, other.version) + 1);
  }
}
