package io.millrace.interactivequeries.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers a {@link Refusal} with its problem. */
@Singleton
@Produces(Problem.MEDIA_TYPE)
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<Problem>> {
  @SuppressWarnings("rawtypes") // the interface has the raw type
  @Override
  public HttpResponse<Problem> handle(HttpRequest request, Refusal refusal) {
    return Problems.answer(refusal.failure());
  }
}
