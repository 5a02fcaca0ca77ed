package io.millrace.interactivequeries.reads;

/** Where what a request has read came from, all its reads together. Thread safe. */
public final class Served {
  private boolean any;
  private boolean standby;
  private boolean history;
  private long ageMs;

  synchronized void from(Found found) {
    any = true;
    if (found.ageMs().isPresent()) {
      standby = true;
      ageMs = Math.max(ageMs, found.ageMs().getAsLong());
    }
  }

  synchronized void fromActive() {
    any = true;
  }

  /** From ClickHouse, in place of a state store that could not be read. */
  public synchronized void fromHistory(long ms) {
    any = true;
    history = true;
    ageMs = Math.max(ageMs, ms);
  }

  /** Whether a state store, or what stands in for one, was read at all. */
  synchronized boolean any() {
    return any;
  }

  /** {@code active}, {@code standby}, or {@code history}: the one that is furthest from now. */
  synchronized String replica() {
    if (history) {
      return "history";
    }
    return standby ? "standby" : "active";
  }

  /** How old the oldest part may be, in milliseconds; 0 where all is present. */
  synchronized long ageMs() {
    return ageMs;
  }
}
