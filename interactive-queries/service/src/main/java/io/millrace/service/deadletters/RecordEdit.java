package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.service.problem.JsonBodies;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The changes to a record when it is replayed. */
record RecordEdit(Part key, Part value) {
  static final RecordEdit NONE = new RecordEdit(new Part.Same(), new Part.Same());

  private static final List<String> FIELDS = List.of("value", "valueBase64", "key", "keyBase64");

  /** The change of the key or the value. */
  sealed interface Part {
    /** It is unchanged. */
    record Same() implements Part {}

    /** It is replaced; null for none, as of a tombstone. */
    record To(@Nullable Bytes bytes) implements Part {}

    default byte @Nullable [] of(byte @Nullable [] before) {
      return switch (this) {
        case Same() -> before;
        case To(Bytes bytes) -> bytes == null ? null : bytes.get();
      };
    }
  }

  /** From a body such as {@code {"value": "..."}}; an empty body changes nothing. */
  static RecordEdit parse(String body) {
    if (body.isEmpty()) {
      return NONE;
    }
    JsonNode json = object(body);
    json.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw invalid(
                    field, "a field must be one of %s, but was %s".formatted(FIELDS, field));
              }
            });
    return new RecordEdit(part(json, "key"), part(json, "value"));
  }

  private static JsonNode object(String body) {
    JsonNode json;
    try {
      json = JsonBodies.STRICT.readTree(body);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
    if (!json.isObject()) {
      throw invalid("", "the body must be an object, but was " + json.getNodeType());
    }
    return json;
  }

  private static Part part(JsonNode json, String name) {
    JsonNode text = json.path(name);
    JsonNode base64 = json.path(name + "Base64");
    if (text instanceof MissingNode && base64 instanceof MissingNode) {
      return new Part.Same();
    } else if (!(text instanceof MissingNode) && !(base64 instanceof MissingNode)) {
      throw invalid(name, "%s and %sBase64 must not both be given".formatted(name, name));
    } else if (text.isNull() || base64.isNull()) {
      return new Part.To(null);
    }
    return text instanceof MissingNode
        ? new Part.To(Bytes.wrap(decoded(name + "Base64", base64)))
        : new Part.To(Bytes.wrap(textual(name, text).getBytes(UTF_8)));
  }

  private static byte[] decoded(String field, JsonNode json) {
    String text = textual(field, json);
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid(field, "%s must be base64, but: %s".formatted(field, e.getMessage()));
    }
  }

  private static String textual(String field, JsonNode json) {
    if (!json.isTextual()) {
      throw invalid(
          field,
          "%s must be text, which may be JSON itself, but was %s"
              .formatted(field, json.getNodeType()));
    }
    return json.textValue();
  }

  private static FailureException invalid(String field, String detail) {
    return new FailureException(new Failure.Invalid(detail, field));
  }
}
