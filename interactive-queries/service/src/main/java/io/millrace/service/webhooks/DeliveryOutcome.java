package io.millrace.service.webhooks;

import java.time.Duration;

/** What came of a request to a receiver. */
sealed interface DeliveryOutcome {
  /** 2xx. */
  record Delivered(int status) implements DeliveryOutcome {}

  /** 410: the receiver wants nothing more. */
  record Gone() implements DeliveryOutcome {}

  /**
   * Another status, also that of a redirect, which is not followed.
   *
   * @param retryAfter zero where it said none
   */
  record Refused(int status, Duration retryAfter) implements DeliveryOutcome {}

  /** No answer, or none that is HTTP. */
  record NoResponse(String why) implements DeliveryOutcome {}

  /** What went wrong; {@code ""} for nothing. */
  default String error() {
    return switch (this) {
      case Delivered _ -> "";
      case Gone _ -> "HTTP 410";
      case Refused(int status, var _) ->
          status >= 300 && status < 400
              ? "HTTP %d: redirects are not followed".formatted(status)
              : "HTTP " + status;
      case NoResponse(String why) -> why;
    };
  }
}
