package io.millrace.service.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.state.problem.Failure;
import java.io.IOException;

/** Parser settings for bodies: UTF-8 only, decimals kept exact, and limits on everything. */
final class JsonParsing {
  private static final JsonFactory FACTORY =
      ((JsonFactoryBuilder) JsonFactory.builder())
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(EventLimits.MAX_NESTING)
                  .maxNumberLength(EventLimits.MAX_NUMBER_CHARS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Reads one value as a tree. */
  static final ObjectReader TREE =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private JsonParsing() {}

  static JsonParser parser(byte[] body, int start, int end) throws IOException {
    return FACTORY.createParser(body, start, end - start);
  }

  /** A readable message with what is wrong and where. */
  static String explain(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return e.getOriginalMessage();
    }
    JsonLocation at = e.getLocation();
    return at == null
        ? e.getOriginalMessage()
        : "line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage());
  }

  static Failure malformed(String detail) {
    return new Failure.Malformed(detail, "");
  }
}
