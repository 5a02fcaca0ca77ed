package io.millrace.topologies.visitor;

import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One timer for each visitor of whom something changes by time alone. A timer that turns out to be
 * early stays: setting it again when it goes off costs less than moving it with every event.
 *
 * <p>The record has one timer for all stages, in {@link RecordTimer}. Records of the first releases
 * have it in {@link SegmentState}; there it is read and taken away, never set.
 */
final class Timers {
  private static final byte[] NOTHING = {};

  private final KeyValueStore<Bytes, byte[]> store;
  private final Stage[] stages;

  /** Nothing is due before; what has gone off leaves tombstones that need not be passed again. */
  private long from;

  Timers(KeyValueStore<Bytes, byte[]> store, Stage[] stages) {
    this.store = store;
    this.stages = stages;
  }

  /** Sets the visitor's timer where it would go off too late for a stage. */
  void follow(VisitorKey visitor, VisitorRecord record) {
    long due = RecordTimer.NONE;
    for (Stage stage : stages) {
      due = Math.min(due, stage.nextWakeUp(record));
    }
    if (due < set(record)) {
      clear(visitor, record);
      store.put(Bytes.wrap(new TimerKey(due, visitor).toBytes()), NOTHING);
      record.section(RecordTimer.SECTION).setDue(due);
      from = Math.min(from, due);
    }
  }

  /** Takes the visitor's timer away. */
  void clear(VisitorKey visitor, VisitorRecord record) {
    if (own(record) != RecordTimer.NONE) {
      delete(new TimerKey(own(record), visitor));
    }
    if (ofSegments(record) != RecordTimer.NONE) {
      delete(new TimerKey(ofSegments(record), visitor));
    }
    pass(record, RecordTimer.NONE);
  }

  /** Notes in the record that a timer until now has gone off. */
  static void pass(VisitorRecord record, long now) {
    if (own(record) <= now && record.has(RecordTimer.SECTION)) {
      record.section(RecordTimer.SECTION).setDue(RecordTimer.NONE);
    }
    if (ofSegments(record) <= now && record.has(SegmentState.SECTION)) {
      record.segments().setTimer(SegmentState.NO_TIMER);
    }
  }

  private static long set(VisitorRecord record) {
    return Math.min(own(record), ofSegments(record));
  }

  private static long own(VisitorRecord record) {
    return record.has(RecordTimer.SECTION)
        ? record.section(RecordTimer.SECTION).due()
        : RecordTimer.NONE;
  }

  private static long ofSegments(VisitorRecord record) {
    return record.has(SegmentState.SECTION) ? record.segments().timer() : RecordTimer.NONE;
  }

  /** The first that are due, at most so many. */
  List<TimerKey> due(long now, int most) {
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

  /** Takes away a timer that has gone off. */
  void delete(TimerKey timer) {
    // Not delete, which reads first what was there.
    store.put(Bytes.wrap(timer.toBytes()), null);
  }
}
