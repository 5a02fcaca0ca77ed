package io.millrace.service.ingest;

import io.millrace.serdes.quarantine.QuarantineReason;
import org.jspecify.annotations.Nullable;

/**
 * Why an event cannot be taken. Checked, so that it cannot leave the package; without a stack
 * trace, because it is an everyday outcome and costs no more than a return.
 */
final class InvalidEvent extends Exception {
  private final QuarantineReason reason;
  private final String detail;

  InvalidEvent(QuarantineReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  static InvalidEvent field(String field, String allowed, @Nullable Object came) {
    return new InvalidEvent(
        QuarantineReason.INVALID_FIELD,
        "%s must be %s, but was %s".formatted(field, allowed, shortened(String.valueOf(came))));
  }

  QuarantineReason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }

  private static String shortened(String came) {
    return came.length() <= 100 ? came : came.substring(0, 100) + "...";
  }
}
