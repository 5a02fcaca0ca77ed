package io.millrace.service.segments;

import io.millrace.topologies.segment.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The message ids of deciding events, by condition and timestamp.
 *
 * @param of by condition of an explanation
 * @param missing why some may be missing; empty if all were looked up
 */
public record EventIds(
    Map<Explanation.Behaves, Map<Long, List<String>>> of, Optional<String> missing) {
  public EventIds {
    of = Map.copyOf(of);
  }

  /** The ids of the events at a timestamp; empty if unknown. */
  public List<String> at(Explanation.Behaves condition, long timestamp) {
    return of.getOrDefault(condition, Map.of()).getOrDefault(timestamp, List.of());
  }
}
