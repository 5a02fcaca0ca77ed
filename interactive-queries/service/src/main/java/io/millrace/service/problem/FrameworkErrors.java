package io.millrace.service.problem;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.Router;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders the framework's own errors in the same form as all others. */
@Singleton
@Primary
final class FrameworkErrors implements ErrorResponseProcessor<Problem> {
  private static final Logger LOG = LoggerFactory.getLogger(FrameworkErrors.class);

  private final Router router;
  private final long maxRequestBytes;

  FrameworkErrors(Router router, HttpServerConfiguration server) {
    this.router = router;
    this.maxRequestBytes = server.getMaxRequestSize();
  }

  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext error, MutableHttpResponse<?> response) {
    return Problems.answer(failure(error, response), response);
  }

  private Failure failure(ErrorContext error, MutableHttpResponse<?> response) {
    HttpRequest<?> request = error.getRequest();
    return switch (response.code()) {
      case 400 -> new Failure.Malformed(message(error), field(error));
      case 404 -> unknownPath(request);
      case 405 -> new Failure.MethodNotAllowed(request.getMethodName(), methods(request));
      case 413 -> new Failure.TooLarge(maxRequestBytes);
      case 415 -> new Failure.UnsupportedMedia(contentType(request), mediaTypes(request));
      case 500 -> internal(error);
      default ->
          new Failure.Refused(
              response.code(), HttpStatus.getDefaultReason(response.code()), message(error));
    };
  }

  private Failure unknownPath(HttpRequest<?> request) {
    List<String> paths =
        router.uriRoutes().map(route -> route.getUriMatchTemplate().toPathString()).toList();
    return new Failure.UnknownName(
        "path", request.getPath(), NearestNames.of(request.getPath(), paths));
  }

  private static Failure internal(ErrorContext error) {
    String reference = UUID.randomUUID().toString();
    LOG.error(
        "{} {} failed, reference {}",
        error.getRequest().getMethodName(),
        error.getRequest().getPath(),
        reference,
        error.getRootCause().orElse(null));
    return new Failure.Internal(reference);
  }

  private List<String> methods(HttpRequest<?> request) {
    return router.findAny(request).stream()
        .map(match -> match.getRouteInfo().getHttpMethodName())
        .distinct()
        .sorted()
        .toList();
  }

  private List<String> mediaTypes(HttpRequest<?> request) {
    return router.findAny(request).stream()
        .map(match -> match.getRouteInfo().getConsumes())
        .flatMap(Collection::stream)
        .map(MediaType::getName)
        .distinct()
        .toList();
  }

  private static String contentType(HttpRequest<?> request) {
    return request.getContentType().map(MediaType::toString).orElse("not given");
  }

  private static String message(ErrorContext error) {
    return error.getErrors().stream().findFirst().map(Error::getMessage).orElse("");
  }

  private static String field(ErrorContext error) {
    return error.getErrors().stream().findFirst().flatMap(Error::getPath).orElse("");
  }
}
