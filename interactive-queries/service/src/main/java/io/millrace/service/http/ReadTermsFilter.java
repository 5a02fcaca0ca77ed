package io.millrace.service.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.RuleDurations;
import io.millrace.service.tenants.Authentication;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.EventPosition;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadSources;
import io.millrace.state.reads.ReadTerms;
import io.millrace.state.reads.SignedTokens;
import java.util.Optional;

/**
 * Reads the terms of every request: {@code maxStaleness} such as {@code 10s}, the position from an
 * ingest response, and whether a range may be {@code partial}; and writes the sources and their age
 * to the response headers.
 */
@ServerFilter("/v1/**")
@Order(Authentication.ORDER + 1)
final class ReadTermsFilter {
  static final String PARTIAL = "partial";
  private static final String CONTEXT = "millrace.reads";

  private final SignedTokens tokens;

  ReadTermsFilter(SignedTokens tokens) {
    this.tokens = tokens;
  }

  @RequestFilter
  void read(HttpRequest<?> request, MutablePropagatedContext propagated) {
    var context =
        new ReadContext(
            ReadTerms.of(maxStalenessMs(request), position(request), partial(request)),
            new ReadSources());
    request.setAttribute(CONTEXT, context);
    propagated.add(context);
  }

  @ResponseFilter
  void addHeaders(HttpRequest<?> request, MutableHttpResponse<?> response) {
    request
        .getAttribute(CONTEXT, ReadContext.class)
        .ifPresent(context -> context.served().writeHeaders(response::header));
  }

  private static long maxStalenessMs(HttpRequest<?> request) {
    String text = request.getParameters().get(ReadTerms.MAX_STALENESS);
    if (text == null) {
      return 0;
    }
    try {
      return RuleDurations.parse(ReadTerms.MAX_STALENESS, text);
    } catch (InvalidDefinition e) {
      throw new FailureException(
          new Failure.Invalid(String.valueOf(e.getMessage()), ReadTerms.MAX_STALENESS));
    }
  }

  private static boolean partial(HttpRequest<?> request) {
    String text = request.getParameters().get(PARTIAL, String.class, "false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new FailureException(
              new Failure.Invalid(
                  "%s must be true or false, but was %s".formatted(PARTIAL, text), PARTIAL));
    };
  }

  /** Of a route without a caller, nothing is read. */
  private Optional<EventPosition> position(HttpRequest<?> request) {
    String token = request.getHeaders().get(EventPosition.HEADER);
    return token == null
        ? Optional.empty()
        : Authentication.callerOf(request).map(caller -> tokens.position(caller.tenant(), token));
  }
}
