package io.millrace.standalone.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP answer.
 *
 * @param body a missing node where there is no JSON
 * @param retryAfter how long the server asks to wait
 */
public record JsonResponse(int status, JsonNode body, Optional<Duration> retryAfter) {
  public boolean ok() {
    return status / 100 == 2;
  }

  /** Whether the same request may succeed later. */
  public boolean isRetriable() {
    return status == 408 || status == 429 || status >= 500;
  }

  /** Why the server did not do it, in its words. */
  public String problem() {
    String detail = body.path("detail").asText("");
    String title = body.path("title").asText("");
    String words = detail.isEmpty() ? title : detail;
    return words.isEmpty() ? "HTTP " + status : words + " (HTTP " + status + ")";
  }
}
