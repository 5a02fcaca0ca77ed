package io.millrace.topologies.segment.rule;

import java.util.List;

/**
 * Why a behaviour holds or not.
 *
 * @param value what was measured, such as the number of times; NaN where there is no number
 * @param deciding moments of the events that decide it, oldest first, epoch milliseconds
 * @param step moments are rounded to multiples of this many milliseconds; 1 where they are exact
 */
public record Evidence(double value, List<Long> deciding, long step) {
  public Evidence {
    deciding = List.copyOf(deciding);
  }

  static Evidence of(double value, List<Long> deciding) {
    return new Evidence(value, deciding, 1);
  }
}
