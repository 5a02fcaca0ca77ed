package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who says what a connector's configuration is. */
enum ConfigOwner {
  OPERATOR,
  /** Millrace itself: the operator may pause, stop, resume and restart it. */
  PRODUCT;

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
