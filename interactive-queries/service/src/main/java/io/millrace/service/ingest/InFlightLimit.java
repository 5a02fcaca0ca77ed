package io.millrace.service.ingest;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The ceiling on the bytes of bodies whose events wait for Kafka. Without it, clients of a Kafka
 * that hangs would fill the memory.
 */
@Singleton
final class InFlightLimit {
  static final int MAX_BYTES = 128 * 1024 * 1024;

  private final Semaphore free = new Semaphore(MAX_BYTES);

  /** Runs work on a body, or refuses it where too much is waiting already. */
  <T> T run(byte[] body, Supplier<T> work) {
    if (!free.tryAcquire(body.length)) {
      throw new FailureException(
          new Failure.NotReady(
              "at most %d bytes may wait for Kafka, and as many do".formatted(MAX_BYTES), 1));
    }
    try {
      return work.get();
    } finally {
      free.release(body.length);
    }
  }
}
