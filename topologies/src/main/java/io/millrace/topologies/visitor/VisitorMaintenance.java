package io.millrace.topologies.visitor;

import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.state.RecentRecords;
import org.apache.kafka.common.utils.Bytes;

/** What changes in visitors' records without an event: time passes, and definitions change. */
final class VisitorMaintenance {
  private static final int TIMERS_PER_STEP = 1_000;

  private final RecentRecords visitors;
  private final Stage[] stages;
  private final Timers timers;

  VisitorMaintenance(RecentRecords visitors, Stage[] stages, Timers timers) {
    this.visitors = visitors;
    this.stages = stages;
    this.timers = timers;
  }

  void step(long now) {
    for (TimerKey timer : timers.due(now, TIMERS_PER_STEP)) {
      timers.delete(timer);
      wakeUp(timer.visitor(), now);
    }
    for (Stage stage : stages) {
      stage.maintain(now, visitor -> wakeUp(visitor, now));
    }
  }

  private void wakeUp(VisitorKey key, long now) {
    Bytes storeKey = Bytes.wrap(key.toBytes());
    byte[] known = visitors.get(storeKey);
    if (known == null) {
      return;
    }
    VisitorRecord visitor = VisitorRecord.fromBytes(known);
    if (!visitor.aliasOf().isEmpty()) {
      return;
    }
    Timers.pass(visitor, now);
    for (Stage stage : stages) {
      stage.wakeUp(key, visitor, now);
    }
    timers.follow(key, visitor);
    visitors.put(storeKey, visitor.toBytes());
  }
}
