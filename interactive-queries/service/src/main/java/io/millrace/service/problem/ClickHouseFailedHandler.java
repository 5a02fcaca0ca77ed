package io.millrace.service.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.clickhouse.ClickHouseFailure;
import io.millrace.state.problem.Failure;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders failures of ClickHouse as problems. */
@Singleton
@Produces(Problem.MEDIA_TYPE)
final class ClickHouseFailedHandler
    implements ExceptionHandler<ClickHouseFailed, HttpResponse<Problem>> {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseFailedHandler.class);
  private static final int RETRY_AFTER_SECONDS = 2;

  @SuppressWarnings("rawtypes") // the interface has the raw type
  @Override
  public HttpResponse<Problem> handle(HttpRequest request, ClickHouseFailed failed) {
    return Problems.answer(failure(failed));
  }

  private static Failure failure(ClickHouseFailed failed) {
    return switch (failed.failure()) {
      case ClickHouseFailure.NotReady(var detail) -> {
        LOG.warn("{}: {}", detail, String.valueOf(failed.getCause()));
        yield new Failure.NotReady(detail, RETRY_AFTER_SECONDS);
      }
      case ClickHouseFailure.NoTable(var detail) ->
          new Failure.NotReady(detail, RETRY_AFTER_SECONDS);
      case ClickHouseFailure.TooExpensive(var detail) ->
          new Failure.Invalid(
              ("the query is too expensive: %s; use a shorter time range, a coarser grain or fewer"
                      + " dimensions")
                  .formatted(detail),
              "");
      case ClickHouseFailure.Refused refused -> {
        String reference = UUID.randomUUID().toString();
        LOG.error("{}, reference {}", refused.detail(), reference, failed.getCause());
        yield new Failure.Internal(reference);
      }
    };
  }
}
