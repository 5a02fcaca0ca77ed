package io.millrace.standalone.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one event of a request.
 *
 * @param reason why it was rejected, a {@link io.millrace.serdes.quarantine.QuarantineReason};
 *     {@code ""} if it was not
 */
public record EventResult(Kind kind, String reason, String detail) {
  /** The possible results. */
  public enum Kind {
    ACCEPTED,
    DUPLICATE,
    QUARANTINED
  }

  /** The results in a response, in the order of the events sent. */
  public static List<EventResult> of(JsonResponse answer) {
    var results = new ArrayList<EventResult>();
    for (JsonNode result : answer.body().path("results")) {
      results.add(of(result));
    }
    return results;
  }

  private static EventResult of(JsonNode result) {
    Kind kind =
        switch (result.path("status").asText()) {
          case "accepted" -> Kind.ACCEPTED;
          case "duplicate" -> Kind.DUPLICATE;
          default -> Kind.QUARANTINED;
        };
    return new EventResult(
        kind, result.path("reason").asText(""), result.path("detail").asText(""));
  }
}
