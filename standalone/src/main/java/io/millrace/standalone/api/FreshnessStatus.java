package io.millrace.standalone.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Up to which time accepted events are visible, from {@code GET /v1/status}. */
public final class FreshnessStatus {
  /** The sources of answers. */
  public static final List<String> PLACES = List.of("live", "rollup", "events");

  private static final Duration POLL = Duration.ofMillis(100);

  private final ApiClient api;
  private final String key;

  public FreshnessStatus(ApiClient api, String key) {
    this.api = api;
    this.key = key;
  }

  /**
   * Waits until everything accepted before this time is visible in all sources.
   *
   * @param acceptedAt epoch milliseconds
   * @param patience how long there may be no progress
   * @return the sources that did not get there, empty on success
   */
  public List<String> await(long acceptedAt, Duration patience) throws InterruptedException {
    long progress = Long.MIN_VALUE;
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      JsonNode status = status();
      List<String> behind = behind(status, acceptedAt);
      if (behind.isEmpty()) {
        return behind;
      }
      long now = sum(status);
      if (now > progress) {
        progress = now;
        deadline = System.nanoTime() + patience.toNanos();
      } else if (System.nanoTime() > deadline) {
        return behind;
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private JsonNode status() throws InterruptedException {
    try {
      return api.get("/v1/status", key).body();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static List<String> behind(JsonNode status, long timestamp) {
    var behind = new ArrayList<String>();
    for (String place : PLACES) {
      if (asOf(status, place) < timestamp) {
        behind.add(place);
      }
    }
    return behind;
  }

  private static long sum(JsonNode status) {
    return PLACES.stream().mapToLong(place -> asOf(status, place)).sum();
  }

  private static long asOf(JsonNode status, String place) {
    return status.path("asOf").path(place).asLong(0);
  }
}
