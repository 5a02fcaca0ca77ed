package io.millrace.service.connect;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/** Calls of Connect on behalf of a request: errors of Connect become the response. */
@Singleton
final class ConnectCalls {
  /** With the pauses between them they take about two seconds. */
  private static final int TRIES = 14;

  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofMillis(50), Duration.ofMillis(200));

  private final ConnectCluster connect;

  ConnectCalls(ConnectCluster connect) {
    this.connect = connect;
  }

  /** A call of Connect. */
  interface Call<T> {
    T of(ConnectCluster connect) throws IOException, InterruptedException, ConnectRequestException;
  }

  /** The result, or a {@link FailureException} with the reason. Waits for a rebalance to end. */
  <T> T ask(Call<T> call) throws InterruptedException {
    var backoff = new Backoff(PAUSES);
    for (int tries = 1; ; tries++) {
      try {
        return call.of(connect);
      } catch (IOException e) {
        throw new FailureException(
            new Failure.NotReady("Kafka Connect does not answer at " + connect.url(), 2));
      } catch (ConnectRequestException e) {
        if (!e.rebalancing() || tries == TRIES) {
          throw new FailureException(failure(e));
        }
        backoff.await();
      }
    }
  }

  private static Failure failure(ConnectRequestException refusal) {
    if (refusal.rebalancing()) {
      return new Failure.NotReady("Kafka Connect rebalances: " + refusal.message(), 1);
    }
    return refusal.unknown()
        ? new Failure.NotReady(
            "the connector does not exist in Kafka Connect yet: " + refusal.message(), 1)
        : new Failure.Invalid("Kafka Connect rejected the request: " + refusal.message(), "");
  }
}
