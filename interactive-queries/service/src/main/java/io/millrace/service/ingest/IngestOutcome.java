package io.millrace.service.ingest;

import java.util.List;
import java.util.Optional;

/**
 * The results of a request's events, in their order.
 *
 * @param failed events that Kafka did not acknowledge; sending them again is safe
 * @param position the token of the accepted ones
 */
record IngestOutcome(
    int accepted,
    int quarantined,
    int duplicates,
    int failed,
    List<EventResult> results,
    Optional<String> position) {

  static IngestOutcome of(List<EventResult> results, Optional<String> position) {
    int accepted = 0;
    int quarantined = 0;
    int duplicates = 0;
    int failed = 0;
    for (EventResult result : results) {
      switch (result.status()) {
        case EventResult.ACCEPTED -> accepted++;
        case EventResult.QUARANTINED -> quarantined++;
        case EventResult.DUPLICATE -> duplicates++;
        default -> failed++;
      }
    }
    return new IngestOutcome(accepted, quarantined, duplicates, failed, results, position);
  }

  boolean nothingUsable() {
    return quarantined > 0 && accepted + duplicates == 0;
  }
}
