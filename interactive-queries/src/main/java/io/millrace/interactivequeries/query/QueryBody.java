package io.millrace.interactivequeries.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Nearest;
import io.millrace.interactivequeries.problem.Refusal;
import java.io.IOException;
import java.util.List;

/**
 * Reads the JSON of a query, strictly: a mistyped field must not be ignored, as the answer would
 * look right.
 */
final class QueryBody {
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build()
          .readerFor(QueryRequest.class);

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
    } catch (JsonProcessingException e) {
      throw malformed("the body must be JSON: " + e.getOriginalMessage(), "");
    } catch (IOException e) {
      throw malformed("the body must be JSON in UTF-8", "");
    }
  }

  private static String unknown(UnrecognizedPropertyException e) {
    List<String> known = e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    List<String> nearest = Nearest.of(e.getPropertyName(), known);
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
    return QueryValidation.shown(path.toString());
  }

  private static Refusal malformed(String detail, String field) {
    return new Refusal(new Failure.Malformed(detail, field));
  }
}
