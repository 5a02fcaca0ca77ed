package io.millrace.service.problem;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Hidden;

/**
 * Answers a {@link FailureException} with its problem. A route, since the framework looks for a
 * handler among all beans each time: that took more than the reads themselves where many were
 * refused.
 */
@Controller
@Hidden
final class FailureRoute {
  @Error(global = true)
  HttpResponse<Problem> answer(FailureException refusal) {
    return Problems.answer(refusal.failure());
  }
}
