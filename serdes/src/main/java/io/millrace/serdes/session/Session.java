package io.millrace.serdes.session;

/**
 * A session of a visitor. Its identity is {@code opened}, which stays what it was when an earlier
 * event joins and moves the start.
 *
 * @param opened event time of the event that first opened it, epoch milliseconds
 * @param started event time of its earliest event
 * @param ended event time of its latest event
 * @param version grows with every change
 */
public record Session(long opened, long started, long ended, long events, long version) {
  /** More than this without an event ends a session. */
  public static final long GAP_MS = 30 * 60 * 1000L;

  public static Session open(long occurredAt) {
    return new Session(occurredAt, occurredAt, occurredAt, 1, 1);
  }

  /** Whether an event at this time belongs to the session. */
  public boolean reaches(long occurredAt) {
    return occurredAt >= started - GAP_MS && occurredAt <= ended + GAP_MS;
  }

  /** Whether both are one session, as an event of one belongs to the other. */
  public boolean reaches(Session other) {
    return other.started <= ended + GAP_MS && other.ended >= started - GAP_MS;
  }

  /** The same session under the next version: such as the one that takes its row back. */
  public Session next() {
    return new Session(opened, started, ended, events, version + 1);
  }

  public Session with(long occurredAt) {
    return new Session(
        opened,
        Math.min(started, occurredAt),
        Math.max(ended, occurredAt),
        events + 1,
        version + 1);
  }

  /** This session with the other's events in it, under this one's identity. */
  public Session absorb(Session other) {
    return new Session(
        opened,
        Math.min(started, other.started),
        Math.max(ended, other.ended),
        events + other.events,
        Math.max(version, other.version) + 1);
  }
}
