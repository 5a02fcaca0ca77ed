package io.millrace.state.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.layout.Move.Copied;
import io.millrace.state.layout.Move.Phase;
import java.util.Locale;
import java.util.Optional;

/**
 * The content of the definition.
 *
 * @param current the current layout
 * @param latestGeneration the last that was begun, whether it became current or not: its topics may
 *     still exist, so it is not reused
 * @param last the result of the last move
 */
public record ScalingDefinition(
    PartitionLayout current, int latestGeneration, Optional<Move> move, Optional<Result> last) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The result of a move.
   *
   * @param failure why it was abandoned; empty on success
   * @param copied records
   * @param copyMs how long copying took, in milliseconds
   * @param pauseMs from when events went to the new topics until they were processed
   */
  public record Result(
      int from,
      int to,
      long startedAt,
      long endedAt,
      String failure,
      long copied,
      long copyMs,
      long pauseMs) {}

  /** The definition without any move so far. */
  public static ScalingDefinition of(PartitionLayout current) {
    return new ScalingDefinition(current, current.generation(), Optional.empty(), Optional.empty());
  }

  /** With a move begun. */
  public ScalingDefinition begin(String baseId, int partitions, long now) {
    int generation = latestGeneration + 1;
    return new ScalingDefinition(
        current, generation, Optional.of(Move.begin(baseId, generation, partitions, now)), last);
  }

  /** A copy with this state of the move. */
  public ScalingDefinition with(Move next) {
    return new ScalingDefinition(current, latestGeneration, Optional.of(next), last);
  }

  /** A copy without a move, in this layout. */
  public ScalingDefinition ended(PartitionLayout inForce, Result result) {
    return new ScalingDefinition(inForce, latestGeneration, Optional.empty(), Optional.of(result));
  }

  /** The body of the definition. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    write(current, json).put("latest", latestGeneration);
    move.ifPresent(
        one ->
            write(one.to(), json.putObject("move"))
                .put("attempt", one.attempt())
                .put("phase", one.phase().name().toLowerCase(Locale.ROOT))
                .put("startedAt", one.startedAt())
                .put("switchedAt", one.switchedAt())
                .put("copied", one.copied().records())
                .put("copyMs", one.copied().ms()));
    last.ifPresent(
        one ->
            json.putObject("last")
                .put("from", one.from())
                .put("to", one.to())
                .put("startedAt", one.startedAt())
                .put("endedAt", one.endedAt())
                .put("failure", one.failure())
                .put("copied", one.copied())
                .put("copyMs", one.copyMs())
                .put("pauseMs", one.pauseMs()));
    return json.toString();
  }

  /** Parses the body of the definition. */
  public static ScalingDefinition fromJson(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return new ScalingDefinition(
          layout(json),
          json.path("latest").asInt(),
          Optional.of(json.path("move")).filter(JsonNode::isObject).map(ScalingDefinition::move),
          Optional.of(json.path("last")).filter(JsonNode::isObject).map(ScalingDefinition::result));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a layout must be JSON, but was " + body, e);
    }
  }

  private static Move move(JsonNode json) {
    return new Move(
        layout(json),
        json.path("attempt").asInt(),
        Phase.valueOf(json.path("phase").asText().toUpperCase(Locale.ROOT)),
        json.path("startedAt").asLong(),
        json.path("switchedAt").asLong(),
        new Copied(json.path("copied").asLong(), json.path("copyMs").asLong()));
  }

  private static Result result(JsonNode json) {
    return new Result(
        json.path("from").asInt(),
        json.path("to").asInt(),
        json.path("startedAt").asLong(),
        json.path("endedAt").asLong(),
        json.path("failure").asText(),
        json.path("copied").asLong(),
        json.path("copyMs").asLong(),
        json.path("pauseMs").asLong());
  }

  private static ObjectNode write(PartitionLayout layout, ObjectNode json) {
    return json.put("generation", layout.generation())
        .put("partitions", layout.partitions())
        .put("application", layout.applicationId());
  }

  private static PartitionLayout layout(JsonNode json) {
    return new PartitionLayout(
        json.path("generation").asInt(),
        json.path("partitions").asInt(),
        json.path("application").asText());
  }
}
