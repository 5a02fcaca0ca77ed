package io.millrace.state.reads;

import java.util.List;

/**
 * The positions of a request's events in their topics: a read with this position sees them.
 *
 * @param acceptedAt no earlier than any of them was accepted, epoch milliseconds
 * @param parts the last one in each partition
 */
public record EventPosition(String tenant, long acceptedAt, List<Part> parts) {
  /** The header of responses and requests that contains it. */
  public static final String HEADER = "Millrace-Position";

  public EventPosition {
    parts = List.copyOf(parts);
  }

  /** The last event of a request in a partition. */
  public record Part(String topic, int partition, long offset) {}
}
