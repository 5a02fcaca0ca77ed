package io.millrace.standalone.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP response.
 *
 * @param body a missing node if it is not JSON
 * @param retryAfter the wait that the server asks for
 */
public record JsonResponse(int status, JsonNode body, Optional<Duration> retryAfter) {
  /** Whether the status is 2xx. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /** Whether the same request may succeed later. */
  public boolean isRetriable() {
    return status == 408 || status == 429 || status >= 500;
  }

  /** The server's description of the error. */
  public String problem() {
    String detail = body.path("detail").asText("");
    String title = body.path("title").asText("");
    String words = detail.isEmpty() ? title : detail;
    return words.isEmpty() ? "HTTP " + status : words + " (HTTP " + status + ")";
  }
}
