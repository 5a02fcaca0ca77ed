package io.millrace.topologies.segment;

import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.MembershipListener;
import io.millrace.topologies.state.RecentRecords;
import org.apache.kafka.common.utils.Bytes;

/** Updates visitors' segments without an event: time passes, and rules change. */
public final class SegmentMaintenance {
  private static final int TIMERS_PER_STEP = 1_000;
  private static final int VISITORS_PER_STEP = 500;

  private final RecentRecords visitors;
  private final RuleSets books;
  private final Timers timers;
  private final Members members;
  private final RuleScan scan;
  private final MembershipListener changes;

  public SegmentMaintenance(
      RecentRecords visitors,
      RuleSets books,
      Timers timers,
      Members members,
      RuleScan scan,
      MembershipListener changes) {
    this.visitors = visitors;
    this.books = books;
    this.timers = timers;
    this.members = members;
    this.scan = scan;
    this.changes = changes;
  }

  /**
   * Processes due timers and continues the scan for changed rules, a bounded amount of work; {@code
   * now} in epoch milliseconds.
   */
  public void step(long now) {
    for (TimerKey timer : timers.due(now, TIMERS_PER_STEP)) {
      timers.delete(timer);
      evaluate(timer.visitor(), now);
    }
    scan.step(VISITORS_PER_STEP, visitor -> evaluate(visitor, now));
    members.write();
  }

  private void evaluate(VisitorKey key, long now) {
    Bytes storeKey = Bytes.wrap(key.toBytes());
    byte[] known = visitors.get(storeKey);
    if (known == null) {
      return;
    }
    VisitorRecord visitor = VisitorRecord.fromBytes(known);
    if (!visitor.aliasOf().isEmpty()) {
      return;
    }
    SegmentState state = visitor.segments();
    if (state.timer() <= now) {
      state.setTimer(SegmentState.NO_TIMER);
    }
    new Evaluation(books.of(key.tenant()), key, state, visitor.traits(), changes).advance(now);
    timers.follow(key, state);
    visitors.put(storeKey, visitor.toBytes());
  }
}
