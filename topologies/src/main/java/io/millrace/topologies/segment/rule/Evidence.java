package io.millrace.topologies.segment.rule;

import java.util.List;

/**
 * Why a behaviour holds or not.
 *
 * @param value the measured number, such as the count; NaN if there is none
 * @param deciding timestamps of the events that decide it, oldest first, epoch milliseconds
 * @param step timestamps are rounded to multiples of this many milliseconds; 1 if they are exact
 */
public record Evidence(double value, List<Long> deciding, long step) {
  public Evidence {
    deciding = List.copyOf(deciding);
  }

  static Evidence of(double value, List<Long> deciding) {
    return new Evidence(value, deciding, 1);
  }
}
