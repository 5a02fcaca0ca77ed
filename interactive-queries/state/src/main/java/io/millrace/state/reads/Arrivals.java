package io.millrace.state.reads;

import io.millrace.serdes.topic.Topics;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Refusal;
import io.millrace.state.staleness.Committed;
import io.millrace.state.staleness.Processed;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waits until a partition that is here has processed events. */
@Singleton
final class Arrivals {
  private static final long PAUSE_NANOS = 500_000;

  /** After so long, what was committed elsewhere, before the task came here, is asked for. */
  private static final long ELSEWHERE_AFTER_NANOS = 50_000_000;

  private final Processed processed;
  private final Committed committed;
  private final StreamsHost host;

  Arrivals(Processed processed, Committed committed, StreamsHost host) {
    this.processed = processed;
    this.committed = committed;
    this.host = host;
  }

  /** Throws a 503 where it takes longer than the caller's patience. */
  void await(StoreRead read, ReadTerms terms) {
    List<Position.Part> parts = terms.parts();
    if (parts.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    while (!processed(read.partition(), parts, System.nanoTime() - start > ELSEWHERE_AFTER_NANOS)) {
      if (System.nanoTime() - start > terms.patience().toNanos()) {
        throw new Refusal(
            new Failure.NotReady(
                "the events of the position are not processed after %d ms"
                    .formatted(terms.patience().toMillis()),
                1));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean processed(int partition, List<Position.Part> parts, boolean askElsewhere) {
    int generation = host.hosted().orThrow().layout().generation();
    for (Position.Part part : parts) {
      // An application begins only when all events of earlier generations are in its state.
      int of = Topics.generationOf(part.topic());
      if (of > generation || (of == generation && waits(partition, part, askElsewhere))) {
        return false;
      }
    }
    return true;
  }

  private boolean waits(int partition, Position.Part part, boolean askElsewhere) {
    return part.partition() == partition
        && processed.next(part.topic(), part.partition()) <= part.offset()
        && !(askElsewhere && committedElsewhere(part));
  }

  private boolean committedElsewhere(Position.Part part) {
    try {
      return committed.next(part.topic(), part.partition()) > part.offset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
