package io.millrace.service.problem;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Hidden;

/**
 * Renders a {@link FailureException} as its problem. A route, since the framework searches all
 * beans for a handler each time: that took more than the reads themselves when many were rejected.
 */
@Controller
@Hidden
final class FailureRoute {
  @Error(global = true)
  HttpResponse<Problem> answer(FailureException refusal) {
    return Problems.answer(refusal.failure());
  }
}
