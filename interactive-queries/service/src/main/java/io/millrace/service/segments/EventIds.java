package io.millrace.service.segments;

import io.millrace.topologies.segment.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The message ids of deciding events, by condition and moment.
 *
 * @param of by condition of an explanation
 * @param missing why some may not be there; none where all were asked for
 */
public record EventIds(
    Map<Explanation.Behaves, Map<Long, List<String>>> of, Optional<String> missing) {
  public EventIds {
    of = Map.copyOf(of);
  }

  /** The ids of the events at a moment; empty where they are not known. */
  public List<String> at(Explanation.Behaves condition, long moment) {
    return of.getOrDefault(condition, Map.of()).getOrDefault(moment, List.of());
  }
}
