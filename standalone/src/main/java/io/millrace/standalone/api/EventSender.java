package io.millrace.standalone.api;

import io.millrace.standalone.failure.CommandException;
import io.millrace.state.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends batches of events until each is acknowledged: through refused connections, restarts and
 * quotas. What the server calls wrong, it would call wrong again: that ends the command.
 */
public final class EventSender {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final ApiClient api;
  private final String path;
  private final AtomicBoolean waiting = new AtomicBoolean();

  public EventSender(ApiClient api, String path) {
    this.api = api;
    this.path = path;
  }

  /** Returns the acknowledgement. */
  public JsonResponse send(String key, byte[] ndjson) throws InterruptedException {
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      Duration pause = backoff.next();
      try {
        JsonResponse answer = api.post(path, key, ApiClient.NDJSON, ndjson);
        if (answer.ok() || answeredForEach(answer)) {
          waiting.set(false);
          return answer;
        }
        if (!answer.isRetriable()) {
          throw new CommandException("the server refuses the events: " + answer.problem());
        }
        pause = answer.retryAfter().orElse(pause);
      } catch (IOException e) {
        // The server may be starting again; nothing is lost, as the batch stays with us.
      }
      waiting.set(true);
      Thread.sleep(shorter(pause, LONGEST_PAUSE));
    }
  }

  /** Whether the last try was in vain. */
  public boolean isRetrying() {
    return waiting.get();
  }

  // A batch without one good event is unprocessable, and its results say why: that is an answer.
  private static boolean answeredForEach(JsonResponse answer) {
    return answer.status() == 422 && !answer.body().path("results").isEmpty();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
