package io.millrace.service.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.millrace.state.problem.Failure;

/** Renders a failure: its problem, and the headers that go with it. */
public final class Problems {
  private static final int STORE_RETRY_AFTER_SECONDS = 1;

  private Problems() {}

  /** The response for a failure, as {@code application/problem+json}. */
  public static MutableHttpResponse<Problem> answer(Failure failure) {
    return answer(failure, HttpResponse.ok());
  }

  /** The same on a response that already has headers. */
  static MutableHttpResponse<Problem> answer(Failure failure, MutableHttpResponse<?> response) {
    Problem problem = Problem.of(failure);
    response.status(problem.status(), HttpStatus.getDefaultReason(problem.status()));
    addHeaders(failure, response);
    return response.body(problem).contentType(Problem.MEDIA_TYPE);
  }

  /** The headers that say what a client can do next. */
  public static void addHeaders(Failure failure, MutableHttpResponse<?> response) {
    switch (failure) {
      case Failure.NotReady ready -> retryAfter(response, ready.retryAfterSeconds());
      case Failure.StoreRestoring _ -> retryAfter(response, STORE_RETRY_AFTER_SECONDS);
      case Failure.Unauthenticated _ ->
          response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"");
      case Failure.MethodNotAllowed(var _, var allowed) -> {
        response.getHeaders().remove(HttpHeaders.ALLOW);
        response.header(HttpHeaders.ALLOW, String.join(", ", allowed));
      }
      case Failure.Malformed _,
          Failure.Forbidden _,
          Failure.UnknownName _,
          Failure.Conflict _,
          Failure.TooLarge _,
          Failure.UnsupportedMedia _,
          Failure.Invalid _,
          Failure.InvalidFields _,
          Failure.Internal _,
          Failure.Refused _ -> {}
    }
  }

  private static void retryAfter(MutableHttpResponse<?> response, int seconds) {
    response.header(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
  }
}
