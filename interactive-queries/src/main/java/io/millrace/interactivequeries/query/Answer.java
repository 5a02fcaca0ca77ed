package io.millrace.interactivequeries.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query is answered with.
 *
 * @param rows ordered by window, then by the dimensions
 * @param truncated whether there are more rows than the limit
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Answer", description = "Rows, as of when, and where they were taken from.")
public record Answer(
    List<Column> columns,
    List<List<Object>> rows,
    @Schema(
            description =
                "Everything accepted before this moment is in the answer; null while it is"
                    + " unknown.",
            format = "date-time")
        @Nullable String asOf,
    @Schema(description = "Which source was read for which time, without gap or overlap.")
        List<Source> sources,
    @Schema(description = "Whether there are more rows than the limit.") boolean truncated) {
  public Answer {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    sources = List.copyOf(sources);
  }

  /**
   * A column of the rows.
   *
   * @param type {@code datetime} (ISO 8601, UTC), {@code string} or {@code integer}
   */
  @Schema(name = "Column")
  public record Column(
      String name, @Schema(description = "datetime, string or integer") String type) {}

  /** One source; both moments ISO 8601, UTC. */
  @Schema(name = "Source")
  public record Source(
      @Schema(description = "live, rollup or events") String kind, String from, String to) {}
}
