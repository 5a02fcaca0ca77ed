package io.millrace.service.ingest;

import io.millrace.service.problem.Problem;
import java.util.List;

/**
 * A problem of a whole request that still has the result of each event.
 *
 * @param failed events that Kafka did not acknowledge; sending them again is safe
 */
record IngestProblem(
    String type,
    String title,
    int status,
    String detail,
    int accepted,
    int quarantined,
    int duplicates,
    int failed,
    List<EventResult> results) {

  static IngestProblem of(Problem problem, IngestOutcome taken) {
    return new IngestProblem(
        problem.type(),
        problem.title(),
        problem.status(),
        problem.detail(),
        taken.accepted(),
        taken.quarantined(),
        taken.duplicates(),
        taken.failed(),
        taken.results());
  }
}
