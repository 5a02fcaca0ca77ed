package io.millrace.topologies.segment;

import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One timer for each visitor whose segments change by time alone. A timer that is early stays:
 * setting it again when it goes off costs less than moving it with every event.
 */
public final class Timers {
  private static final byte[] NOTHING = {};

  private final KeyValueStore<Bytes, byte[]> store;

  /**
   * Nothing is due before; timers that went off leave tombstones that need not be scanned again.
   */
  private long from;

  public Timers(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Sets the visitor's timer if it would go off too late. */
  public void follow(VisitorKey visitor, SegmentState state) {
    long due = state.changesAt();
    if (due < state.timer()) {
      clear(visitor, state);
      store.put(Bytes.wrap(new TimerKey(due, visitor).toBytes()), NOTHING);
      state.setTimer(due);
      from = Math.min(from, due);
    }
  }

  /** Removes the visitor's timer, if one is set. */
  public void clear(VisitorKey visitor, SegmentState state) {
    if (state.timer() != SegmentState.NO_TIMER) {
      delete(new TimerKey(state.timer(), visitor));
      state.setTimer(SegmentState.NO_TIMER);
    }
  }

  /** The first timers that are due, up to this many. */
  public List<TimerKey> due(long now, int most) {
    var due = new ArrayList<TimerKey>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(Bytes.wrap(TimerKey.start(from)), Bytes.wrap(TimerKey.start(now + 1)))) {
      while (entries.hasNext() && due.size() < most) {
        due.add(TimerKey.fromBytes(entries.next().key.get()));
      }
    }
    if (!due.isEmpty()) {
      from = due.getLast().due();
    }
    return due;
  }

  /** Removes a timer that has gone off. */
  public void delete(TimerKey timer) {
    // Not delete, which reads the previous value first.
    store.put(Bytes.wrap(timer.toBytes()), null);
  }
}
