package io.millrace.state.kafka;

import java.time.Duration;

/** How long to wait before the next try: twice as long each time, up to a limit. */
public final class Backoff {
  private final Duration first;
  private final Duration limit;
  private Duration next;

  public Backoff(Duration first, Duration limit) {
    this.first = first;
    this.limit = limit;
    this.next = first;
  }

  /** The next wait; each one is double the previous, up to the limit. */
  public synchronized Duration next() {
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(limit) < 0 ? doubled : limit;
    return wait;
  }

  /** Starts again with the first wait, after a success. */
  public synchronized void reset() {
    next = first;
  }

  /** Sleeps for the next wait. */
  public void await() throws InterruptedException {
    Thread.sleep(next());
  }
}
