package io.millrace.service.webhooks;

import java.time.Duration;

/** The outcome of a request to a receiver. */
sealed interface DeliveryOutcome {
  /** 2xx. */
  record Delivered(int status) implements DeliveryOutcome {}

  /** 410: the receiver is gone for good. */
  record Gone() implements DeliveryOutcome {}

  /**
   * Another status, also that of a redirect, which is not followed.
   *
   * @param retryAfter zero if there is none
   */
  record Refused(int status, Duration retryAfter) implements DeliveryOutcome {}

  /** No response, or none that is HTTP. */
  record NoResponse(String why) implements DeliveryOutcome {}

  /** A description of the error; {@code ""} if there is none. */
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
