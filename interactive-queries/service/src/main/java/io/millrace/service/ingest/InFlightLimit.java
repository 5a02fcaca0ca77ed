package io.millrace.service.ingest;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The limit of the bytes of bodies whose events wait for Kafka. Without it, clients of a Kafka that
 * hangs would fill the memory.
 */
@Singleton
final class InFlightLimit {
  static final int MAX_BYTES = 128 * 1024 * 1024;

  private final Semaphore free = new Semaphore(MAX_BYTES);

  /** Runs work on a body, or rejects it if the limit is reached. */
  <T> T run(byte[] body, Supplier<T> work) {
    if (!free.tryAcquire(body.length)) {
      throw new FailureException(
          new Failure.NotReady(
              "the limit of %d in-flight bytes to Kafka is reached".formatted(MAX_BYTES), 1));
    }
    try {
      return work.get();
    } finally {
      free.release(body.length);
    }
  }
}
