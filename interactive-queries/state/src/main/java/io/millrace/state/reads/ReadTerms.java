package io.millrace.state.reads;

import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.RuleDurations;
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
    long maxStalenessMs, Optional<EventPosition> after, boolean partial, Duration patience) {
  public static final String MAX_STALENESS = "maxStaleness";
  private static final String STALENESS_QUERY = MAX_STALENESS + "=";

  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** For those that wait for events. */
  static final Duration LONGER_PATIENCE = Duration.ofSeconds(5);

  public static final ReadTerms PRESENT = new ReadTerms(0, Optional.empty(), false, PATIENCE);

  /**
   * Those of a request without a position, by its query string, {@code ""} for none; empty where
   * that says more than {@code maxStaleness}, or is not right.
   */
  public static Optional<ReadTerms> ofQuery(String query) {
    if (query.isEmpty()) {
      return Optional.of(PRESENT);
    }
    if (!query.startsWith(STALENESS_QUERY)) {
      return Optional.empty();
    }
    try {
      long maxStalenessMs =
          RuleDurations.parse(MAX_STALENESS, query.substring(STALENESS_QUERY.length()));
      return Optional.of(of(maxStalenessMs, Optional.empty(), false));
    } catch (InvalidDefinition e) {
      return Optional.empty();
    }
  }

  public static ReadTerms of(long maxStalenessMs, Optional<EventPosition> after, boolean partial) {
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

  /** The same, but what is read, where it need not be the present state, is no older than that. */
  ReadTerms withMaxStaleness(long ms) {
    return new ReadTerms(Math.min(maxStalenessMs, Math.max(1, ms)), after, partial, patience);
  }

  /** The same for who asks so much later for what was true at the same moment. */
  ReadTerms later(long ms) {
    return maxStalenessMs == 0
        ? this
        : new ReadTerms(maxStalenessMs + ms, after, partial, patience);
  }

  ReadTerms within(Duration left) {
    return new ReadTerms(maxStalenessMs, after, partial, left);
  }

  /** The events that must have been processed. */
  List<EventPosition.Part> parts() {
    return after.map(EventPosition::parts).orElse(List.of());
  }
}
