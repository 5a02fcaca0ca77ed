package io.millrace.query.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measure of a window about which the sources disagree.
 *
 * @param window the window's start, ISO 8601, UTC
 * @param dimensions the series; empty where it is the sum over all series of the window
 * @param values what each source says, by the source's name; null where it has no such series
 */
@Schema(name = "Drift", description = "A measure of a window about which the sources disagree.")
public record Drift(
    String tenant,
    String rollup,
    String grain,
    @Schema(description = "the window's start, ISO 8601, UTC") String window,
    @Schema(description = "the series; empty where it is the sum over all series of the window")
        Map<String, String> dimensions,
    String measure,
    @Schema(
            description =
                "what each source says, by the source's name; null where it has no such series")
        Map<String, @Nullable Object> values) {
  public Drift {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
