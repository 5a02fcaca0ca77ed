package io.millrace.state.reads;

import io.millrace.serdes.topic.Topics;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.staleness.CommittedOffsets;
import io.millrace.state.staleness.ProcessedOffsets;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waits until a local partition has processed events. */
@Singleton
final class PositionWait {
  private static final long PAUSE_NANOS = 500_000;

  /** After this long, offsets committed elsewhere, before the task came here, are read. */
  private static final long ELSEWHERE_AFTER_NANOS = 50_000_000;

  private final ProcessedOffsets processed;
  private final CommittedOffsets committed;
  private final StreamsHost host;

  PositionWait(ProcessedOffsets processed, CommittedOffsets committed, StreamsHost host) {
    this.processed = processed;
    this.committed = committed;
    this.host = host;
  }

  /** Throws a 503 if it takes longer than the caller's patience. */
  void await(StoreRead read, ReadTerms terms) {
    List<EventPosition.Part> parts = terms.parts();
    if (parts.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    while (!processed(read.partition(), parts, System.nanoTime() - start > ELSEWHERE_AFTER_NANOS)) {
      if (System.nanoTime() - start > terms.patience().toNanos()) {
        throw new FailureException(
            new Failure.NotReady(
                "the events up to the position were not processed within %d ms"
                    .formatted(terms.patience().toMillis()),
                1));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean processed(int partition, List<EventPosition.Part> parts, boolean askElsewhere) {
    int generation = host.hosted().orThrow().layout().generation();
    for (EventPosition.Part part : parts) {
      // An application starts only when all events of earlier generations are in its state.
      int of = Topics.generationOf(part.topic());
      if (of > generation || (of == generation && waits(partition, part, askElsewhere))) {
        return false;
      }
    }
    return true;
  }

  private boolean waits(int partition, EventPosition.Part part, boolean askElsewhere) {
    return part.partition() == partition
        && processed.next(part.topic(), part.partition()) <= part.offset()
        && !(askElsewhere && committed.next(part.topic(), part.partition()) > part.offset());
  }
}
