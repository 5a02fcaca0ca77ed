package io.millrace.service.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.io.IOException;

/**
 * Strict parsing of bodies: a mistyped or repeated field must not be ignored, as the result would
 * look right.
 */
public final class JsonBodies {
  public static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private JsonBodies() {}

  /** What a body that is no JSON is answered with. */
  public static FailureException malformed(IOException e) {
    String detail =
        e instanceof JsonProcessingException json
            ? "the body must be JSON: " + json.getOriginalMessage()
            : "the body must be JSON in UTF-8";
    return new FailureException(new Failure.Malformed(detail, ""));
  }
}
