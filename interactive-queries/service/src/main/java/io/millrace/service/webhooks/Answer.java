package io.millrace.service.webhooks;

import java.time.Duration;

/** What came of a request to a receiver. */
sealed interface Answer {
  /** 2xx. */
  record Taken(int status) implements Answer {}

  /** 410: the receiver wants nothing more. */
  record Gone() implements Answer {}

  /**
   * Another status, also that of a redirect, which is not followed.
   *
   * @param retryAfter zero where it said none
   */
  record Refused(int status, Duration retryAfter) implements Answer {}

  /** No answer, or none that is HTTP. */
  record None(String why) implements Answer {}

  /** What went wrong; {@code ""} for nothing. */
  default String error() {
    return switch (this) {
      case Taken _ -> "";
      case Gone _ -> "HTTP 410";
      case Refused(int status, var _) ->
          status >= 300 && status < 400
              ? "HTTP %d: redirects are not followed".formatted(status)
              : "HTTP " + status;
      case None(String why) -> why;
    };
  }
}
