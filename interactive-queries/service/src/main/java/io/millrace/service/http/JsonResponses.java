package io.millrace.service.http;

import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.millrace.service.problem.Problem;
import io.millrace.service.problem.Problems;
import io.millrace.state.problem.Failure;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON responses, written by the framework's mapper. */
@Singleton
public final class JsonResponses {
  private final JsonMapper json;

  JsonResponses(JsonMapper json) {
    this.json = json;
  }

  /** A 200. */
  public FullHttpResponse ok(Object body) {
    return EventLoopResponses.ok(bytes(body), MediaType.APPLICATION_JSON);
  }

  /** The problem that a failure is, with its headers. */
  public FullHttpResponse problem(Failure failure) {
    Problem problem = Problem.of(failure);
    FullHttpResponse answer =
        EventLoopResponses.of(
            HttpResponseStatus.valueOf(problem.status()), bytes(problem), Problem.MEDIA_TYPE);
    Problems.answer(failure).getHeaders().forEachValue(answer.headers()::set);
    return answer;
  }

  private byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
