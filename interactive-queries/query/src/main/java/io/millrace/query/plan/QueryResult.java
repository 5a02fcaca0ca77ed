package io.millrace.query.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query is answered with.
 *
 * @param rows ordered by window, then by the dimensions
 * @param truncated whether there are more rows than the limit
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(
    name = "Answer",
    description = "Rows, the time up to which they are complete, and their sources.")
public record QueryResult(
    List<Column> columns,
    @Schema(description = "ordered by window, then by the dimensions")
        List<List<@Nullable Object>> rows,
    @Schema(
            description = "All events accepted before this time are included; null while unknown.",
            format = "date-time")
        @Nullable String asOf,
    @Schema(description = "Which source was read for which time, without gap or overlap.")
        List<Source> sources,
    @Schema(description = "Whether there are more rows than the limit.") boolean truncated) {
  public QueryResult {
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(rows);
    sources = List.copyOf(sources);
  }

  /**
   * A column of the rows.
   *
   * @param type {@code datetime} (ISO 8601, UTC), {@code string}, {@code integer}, {@code number}
   *     or {@code numbers}
   * @param relativeError 0 where the values are exact
   */
  @Schema(name = "Column", description = "A column of the rows.")
  public record Column(
      String name,
      @Schema(description = "datetime, string, integer, number or numbers") String type,
      @Schema(
              description =
                  "0 where the values are exact; of a large distinct count the standard error, of"
                      + " quantiles the largest")
          double relativeError) {
    static Column exact(String name, String type) {
      return new Column(name, type, 0);
    }
  }

  /** One source; both timestamps ISO 8601, UTC. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Source", description = "One source; both moments ISO 8601, UTC.")
  public record Source(
      @Schema(description = "live, rollup or events") String kind,
      String from,
      String to,
      @Schema(
              description =
                  "If set, only events received before this time; later ones are in the rollup.",
              format = "date-time")
          @Nullable String receivedBefore) {}
}
