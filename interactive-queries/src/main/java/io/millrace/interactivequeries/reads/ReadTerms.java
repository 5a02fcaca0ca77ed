package io.millrace.interactivequeries.reads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the caller of a read puts up with.
 *
 * @param maxStalenessMs how old what is read may be; 0 for the present state only, which is what
 *     the active task has, however far it is behind its input
 * @param after the events that must be in it
 * @param partial whether it takes a range without the partitions that cannot be read now
 * @param patience how long it waits for what cannot be read now
 */
public record ReadTerms(
    long maxStalenessMs, Optional<Position> after, boolean partial, Duration patience) {
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** For those that wait for events. */
  static final Duration LONGER_PATIENCE = Duration.ofSeconds(5);

  public static final ReadTerms PRESENT = new ReadTerms(0, Optional.empty(), false, PATIENCE);

  static ReadTerms of(long maxStalenessMs, Optional<Position> after, boolean partial) {
    Duration patience = after.isPresent() ? LONGER_PATIENCE : PATIENCE;
    return new ReadTerms(maxStalenessMs, after, partial, patience);
  }

  /** A standby does not say which events it has. */
  public boolean allowsStandbys() {
    return maxStalenessMs > 0 && after.isEmpty();
  }

  /** Whether what is so old will do; empty for what has no age of its own. */
  boolean take(OptionalLong ageMs) {
    return maxStalenessMs == 0 || ageMs.orElse(0) <= maxStalenessMs;
  }

  ReadTerms within(Duration left) {
    return new ReadTerms(maxStalenessMs, after, partial, left);
  }

  /** The events that must have been processed. */
  List<Position.Part> parts() {
    return after.map(Position::parts).orElse(List.of());
  }
}
