package io.millrace.state.reads;

import static java.util.stream.Collectors.joining;

import io.millrace.state.problem.Failure;
import io.millrace.state.staleness.InputStaleness;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The sources of a request's reads, all together. Thread safe. */
public final class ReadSources {
  static final String REPLICA = "Millrace-Replica";
  static final String STALENESS = "Millrace-Staleness-Ms";
  static final String MISSING = "Millrace-Missing-Partitions";

  private boolean any;
  private boolean standby;
  private boolean history;
  private OptionalLong ageMs = OptionalLong.empty();
  private final SortedMap<Place, String> missing = new TreeMap<>();

  private record Place(int partition, String store) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPartition = Integer.compare(partition, other.partition);
      return byPartition != 0 ? byPartition : store.compareTo(other.store);
    }
  }

  /**
   * A partition that a partial result lacks.
   *
   * @param reason why it could not be read
   */
  @Schema(name = "MissingPartition", description = "A partition that a partial answer is without.")
  public record MissingPartition(
      int partition,
      String store,
      @Schema(description = "why it could not be read") String reason) {}

  synchronized void from(ReadResult found) {
    any = true;
    standby |= found.standby();
    aged(found.ageMs());
  }

  synchronized void fromActive(OptionalLong age) {
    any = true;
    aged(age);
  }

  /** From live windows, which show everything accepted until this long ago, or it is unknown. */
  public synchronized void fromLive(OptionalLong age) {
    any = true;
    aged(OptionalLong.of(age.orElse(InputStaleness.UNKNOWN)));
  }

  private void aged(OptionalLong age) {
    age.ifPresent(ms -> ageMs = OptionalLong.of(Math.max(ageMs.orElse(0), ms)));
  }

  /** From ClickHouse, instead of a state store that could not be read. */
  public synchronized void fromHistory(long ms) {
    any = true;
    history = true;
    aged(OptionalLong.of(ms));
  }

  synchronized void without(String store, int partition, Failure failure) {
    any = true;
    missing.put(new Place(partition, store), failure.message());
  }

  /** The partitions that a partial result lacks; empty for a complete one. */
  public synchronized List<MissingPartition> missing() {
    return missing.entrySet().stream()
        .map(
            one -> new MissingPartition(one.getKey().partition, one.getKey().store, one.getValue()))
        .toList();
  }

  /** Their numbers, such as {@code 3,7}. */
  synchronized String missingPartitions() {
    return missing.keySet().stream()
        .map(place -> Integer.toString(place.partition))
        .distinct()
        .collect(joining(","));
  }

  /** Whether a state store, or its substitute, was read at all. */
  synchronized boolean any() {
    return any;
  }

  /** Writes the response headers about the sources. */
  public void writeHeaders(BiConsumer<String, String> header) {
    if (any()) {
      header.accept(REPLICA, replica());
      ageMs().ifPresent(ms -> header.accept(STALENESS, Long.toString(ms)));
      if (!missing().isEmpty()) {
        header.accept(MISSING, missingPartitions());
      }
    }
  }

  /** {@code active}, {@code standby}, or {@code history}: the least current one. */
  public synchronized String replica() {
    if (history) {
      return "history";
    }
    return standby ? "standby" : "active";
  }

  /** The age of the oldest part, in milliseconds; empty if unknown. */
  public synchronized OptionalLong ageMs() {
    return ageMs.orElse(0) == InputStaleness.UNKNOWN ? OptionalLong.empty() : ageMs;
  }
}
