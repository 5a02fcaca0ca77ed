package io.millrace.service.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.problem.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a body into events. Throws a {@link FailureException} if the body as a whole is not JSON.
 */
final class EventBodyParser {
  private static final String BATCH = "batch";

  private EventBodyParser() {}

  /**
   * A batch of a Segment client: its events, and the fields beside them.
   *
   * @param envelope the fields beside {@code batch}
   */
  record Batch(List<RawEvent> events, ObjectNode envelope) {}

  /** The events of a list, or of one or more concatenated objects. */
  static List<RawEvent> events(byte[] body) {
    requireUtf8(body);
    var events = new ArrayList<RawEvent>();
    try (JsonParser parser = JsonParsing.parser(body, 0, body.length)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new FailureException(
            JsonParsing.malformed("a body must have at least one event, but was empty"));
      }
      if (token == JsonToken.START_ARRAY) {
        addElements(parser, body, events);
        requireEnd(parser);
      } else {
        for (; token != null; token = parser.nextToken()) {
          events.add(element(parser, body));
        }
      }
    } catch (JsonProcessingException e) {
      throw new FailureException(JsonParsing.malformed(JsonParsing.explain(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  /**
   * The events of lines; a line that is not JSON is one malformed event and does not affect others.
   */
  static List<RawEvent> lines(byte[] body) {
    requireUtf8(body);
    var events = new ArrayList<RawEvent>();
    int start = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        if (!blank(body, start, i)) {
          events.add(line(body, start, i));
        }
        start = i + 1;
      }
    }
    if (events.isEmpty()) {
      throw new FailureException(
          JsonParsing.malformed("a body must have at least one event, but was empty"));
    }
    return events;
  }

  /** The batch of a Segment client. */
  static Batch batch(byte[] body) {
    requireUtf8(body);
    var events = new ArrayList<RawEvent>();
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    boolean found = false;
    try (JsonParser parser = JsonParsing.parser(body, 0, body.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FailureException(JsonParsing.malformed("a batch must be a JSON object"));
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals(BATCH) && value == JsonToken.START_ARRAY) {
          found = true;
          addElements(parser, body, events);
        } else {
          envelope.set(field, JsonParsing.TREE.<JsonNode>readValue(parser));
        }
      }
      requireEnd(parser);
    } catch (JsonProcessingException e) {
      throw new FailureException(JsonParsing.malformed(JsonParsing.explain(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!found) {
      throw new FailureException(
          JsonParsing.malformed("a batch must have its events in the list 'batch'"));
    }
    return new Batch(events, envelope);
  }

  private static void addElements(JsonParser parser, byte[] body, List<RawEvent> events)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      events.add(element(parser, body));
    }
  }

  private static RawEvent element(JsonParser parser, byte[] body) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    JsonNode json = JsonParsing.TREE.readValue(parser);
    int end = (int) parser.currentLocation().getByteOffset();
    return new RawEvent(json, "", ByteBuffer.wrap(body, start, end - start));
  }

  private static RawEvent line(byte[] body, int start, int end) {
    ByteBuffer part = ByteBuffer.wrap(body, start, end - start);
    try (JsonParser parser = JsonParsing.parser(body, start, end)) {
      parser.nextToken();
      JsonNode json = JsonParsing.TREE.readValue(parser);
      requireEnd(parser);
      return new RawEvent(json, "", part);
    } catch (JsonProcessingException e) {
      return new RawEvent(null, JsonParsing.explain(e), part);
    } catch (FailureException e) {
      return new RawEvent(null, "a line must have one event", part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new FailureException(
          JsonParsing.malformed(
              "line %d, column %d: nothing must follow the JSON, but something did"
                  .formatted(
                      parser.currentTokenLocation().getLineNr(),
                      parser.currentTokenLocation().getColumnNr())));
    }
  }

  private static void requireUtf8(byte[] body) {
    int invalid = Utf8.firstInvalid(body);
    if (invalid >= 0) {
      throw new FailureException(
          JsonParsing.malformed("a body must be UTF-8, but byte %d is not".formatted(invalid)));
    }
  }

  private static boolean blank(byte[] body, int start, int end) {
    for (int i = start; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\r' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
