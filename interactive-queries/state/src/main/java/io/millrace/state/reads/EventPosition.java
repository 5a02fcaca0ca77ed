package io.millrace.state.reads;

import java.util.List;

/**
 * Where the events of a request are in their topics: a read that brings it sees them.
 *
 * @param acceptedAt no earlier than any of them was accepted, epoch milliseconds
 * @param parts the last one in each partition
 */
public record EventPosition(String tenant, long acceptedAt, List<Part> parts) {
  /** The header of answers and requests that it travels in. */
  public static final String HEADER = "Millrace-Position";

  public EventPosition {
    parts = List.copyOf(parts);
  }

  /** The last event of a request in a partition. */
  public record Part(String topic, int partition, long offset) {}
}
