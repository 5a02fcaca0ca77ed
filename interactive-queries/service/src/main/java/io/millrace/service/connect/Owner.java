package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who says what a connector's configuration is. */
enum Owner {
  OPERATOR,
  /** Millrace itself: the operator may pause, stop, resume and restart it. */
  PRODUCT;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
