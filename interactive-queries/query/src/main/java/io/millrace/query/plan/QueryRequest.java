package io.millrace.query.plan;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query as it comes; {@link QueryValidation} makes a {@link Query} of it. */
@Schema(name = "Query", description = "Measures, dimensions and time range of a query.")
public record QueryRequest(
    @Schema(description = "The name of a rollup.", example = "traffic") @Nullable String rollup,
    @Schema(description = "What to count: at least one measure of the rollup.")
        @Nullable List<@Nullable String> measures,
    @Schema(description = "Dimensions of the rollup to group by.")
        @Nullable List<@Nullable String> dimensions,
    @Schema(description = "All of them must hold.") @Nullable List<@Nullable FilterRequest> filters,
    @Schema(
            description =
                "The width of the buckets: 1m, 1h or 1d. Without it one row, or one per group.")
        @Nullable String grain,
    @Schema(
            description = "The first moment: ISO 8601, or epoch milliseconds.",
            oneOf = {String.class, Long.class})
        @Nullable Object from,
    @Schema(
            description = "The first moment after the range: ISO 8601, or epoch milliseconds.",
            oneOf = {String.class, Long.class})
        @Nullable Object to,
    @Schema(description = "At most this many rows.", defaultValue = "1000", maximum = "100000")
        @Nullable Integer limit,
    @Schema(description = "Reads from this source only: live, rollup or events. For audits.")
        @Nullable String source) {
  /** Only rows whose field has one of the values. */
  @Schema(name = "Filter", description = "Only rows whose field has one of the values.")
  public record FilterRequest(@Nullable String field, @Nullable List<@Nullable String> in) {}
}
