package io.millrace.service.queries;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.millrace.query.plan.QueryRequest;
import io.millrace.query.plan.QueryValidation;
import io.millrace.service.problem.JsonBodies;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import java.io.IOException;
import java.util.List;

/** Reads the JSON of a query. */
final class QueryBody {
  private static final ObjectReader READER = JsonBodies.STRICT.readerFor(QueryRequest.class);

  private QueryBody() {}

  static QueryRequest parse(byte[] json) {
    try {
      QueryRequest request = READER.readValue(json);
      if (request == null) {
        throw malformed("the body must be a JSON object, but was null", "");
      }
      return request;
    } catch (UnrecognizedPropertyException e) {
      throw malformed(unknown(e), path(e));
    } catch (JsonMappingException e) {
      throw malformed("%s must have the type it is documented with".formatted(path(e)), path(e));
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }

  private static String unknown(UnrecognizedPropertyException e) {
    List<String> known = e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    List<String> nearest = NearestNames.of(e.getPropertyName(), known);
    return "a query has the fields %s, but %s came%s"
        .formatted(
            known,
            path(e),
            nearest.isEmpty() ? "" : "; the nearest: " + String.join(", ", nearest));
  }

  /** The field, as {@code filters[0].in}; {@code ""} for the whole body. */
  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return QueryValidation.abbreviated(path.toString());
  }

  private static FailureException malformed(String detail, String field) {
    return new FailureException(new Failure.Malformed(detail, field));
  }
}
