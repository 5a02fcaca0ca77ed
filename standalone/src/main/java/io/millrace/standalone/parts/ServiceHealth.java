package io.millrace.standalone.parts;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The result of the service's {@code GET /health}. */
public final class ServiceHealth {
  private static final Duration POLL = Duration.ofMillis(50);

  private ServiceHealth() {}

  /**
   * Waits until the service is healthy.
   *
   * @param deadline in {@link System#nanoTime()}
   */
  static void await(String url, long deadline) throws InterruptedException, TimeoutException {
    try (var api = new ApiClient(() -> url)) {
      while (!isUp(api)) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("the service is unhealthy");
        }
        LockSupport.parkNanos(POLL.toNanos());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  /** Whether the service responds, with all its dependencies available. */
  public static boolean isUp(ApiClient api) throws InterruptedException {
    try {
      JsonResponse answer = api.get("/health", "");
      return answer.ok() && answer.body().path("status").asText().equals("UP");
    } catch (IOException e) {
      return false;
    }
  }
}
