package io.millrace.service.ingest;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.millrace.service.problem.Problem;
import io.millrace.service.problem.Problems;
import io.millrace.state.problem.Failure;
import io.millrace.state.reads.EventPosition;

/** Turns the results of a request's events into its response. */
final class IngestResponder {
  private static final int RETRY_AFTER_SECONDS = 1;

  private IngestResponder() {}

  static HttpResponse<?> own(IngestOutcome taken) {
    return answer(taken, false);
  }

  static HttpResponse<?> segment(IngestOutcome taken) {
    return answer(taken, true);
  }

  private static HttpResponse<?> answer(IngestOutcome taken, boolean segment) {
    if (taken.failed() > 0) {
      return problem(
          new Failure.NotReady(
              "Kafka did not confirm %d of %d events; send the request again with the same ids"
                  .formatted(taken.failed(), taken.results().size()),
              RETRY_AFTER_SECONDS),
          taken);
    }
    if (taken.nothingUsable()) {
      return problem(
          new Failure.Invalid(
              "none of %d events was accepted; see the reason in each result"
                  .formatted(taken.results().size()),
              ""),
          taken);
    }
    MutableHttpResponse<IngestAnswer> response =
        HttpResponse.ok(
            new IngestAnswer(
                segment ? true : null,
                taken.accepted(),
                taken.quarantined(),
                taken.duplicates(),
                taken.results()));
    taken.position().ifPresent(position -> response.header(EventPosition.HEADER, position));
    return response;
  }

  private static HttpResponse<?> problem(Failure failure, IngestOutcome taken) {
    IngestProblem problem = IngestProblem.of(Problem.of(failure), taken);
    MutableHttpResponse<IngestProblem> response =
        HttpResponse.<IngestProblem>status(HttpStatus.valueOf(problem.status()))
            .body(problem)
            .contentType(Problem.MEDIA_TYPE);
    Problems.addHeaders(failure, response);
    return response;
  }
}
