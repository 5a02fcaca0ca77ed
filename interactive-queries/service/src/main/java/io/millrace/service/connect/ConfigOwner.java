package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The owner of a connector's configuration. */
enum ConfigOwner {
  OPERATOR,
  /** Millrace itself: the operator may pause, stop, resume and restart it. */
  PRODUCT;

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
