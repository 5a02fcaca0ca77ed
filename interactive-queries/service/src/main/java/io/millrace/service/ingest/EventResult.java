package io.millrace.service.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The result of one event.
 *
 * @param id the message id: the client's, or the generated one
 * @param status {@code accepted}, {@code quarantined}, {@code duplicate} or {@code failed}
 * @param reason why it was quarantined
 * @param detail what is allowed and what was received
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventResult(
    @Nullable String id, String status, @Nullable String reason, @Nullable String detail) {
  static final String ACCEPTED = "accepted";
  static final String QUARANTINED = "quarantined";
  static final String DUPLICATE = "duplicate";
  static final String FAILED = "failed";
}
