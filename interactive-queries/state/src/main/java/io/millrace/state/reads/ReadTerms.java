package io.millrace.state.reads;

import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.RuleDurations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The caller's terms of a read.
 *
 * @param maxStalenessMs the acceptable age of the data; 0 for the current state only, which is that
 *     of the active task, however far it lags behind its input
 * @param after the events that must be included
 * @param partial whether a range without the partitions that cannot be read now is acceptable
 * @param patience how long to wait for what cannot be read now
 */
public record ReadTerms(
    long maxStalenessMs, Optional<EventPosition> after, boolean partial, Duration patience) {
  public static final String MAX_STALENESS = "maxStaleness";
  private static final String STALENESS_QUERY = MAX_STALENESS + "=";

  public static final Duration PATIENCE = Duration.ofSeconds(1);

  /** For reads that wait for events. */
  static final Duration LONGER_PATIENCE = Duration.ofSeconds(5);

  public static final ReadTerms PRESENT = new ReadTerms(0, Optional.empty(), false, PATIENCE);

  /**
   * The terms of a request without a position, by its query string, {@code ""} for none; empty if
   * that has more than {@code maxStaleness}, or is invalid.
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

  /** Terms with the default patience, longer if there are events to wait for. */
  public static ReadTerms of(long maxStalenessMs, Optional<EventPosition> after, boolean partial) {
    Duration patience = after.isPresent() ? LONGER_PATIENCE : PATIENCE;
    return new ReadTerms(maxStalenessMs, after, partial, patience);
  }

  /** A standby does not report which events it has. */
  public boolean allowsStandbys() {
    return maxStalenessMs > 0 && after.isEmpty();
  }

  /** Whether data of this age is acceptable; empty for what has no age of its own. */
  boolean take(OptionalLong ageMs) {
    return maxStalenessMs == 0 || ageMs.orElse(0) <= maxStalenessMs;
  }

  /** The same terms, with a limit of the age if they allow any. */
  ReadTerms withMaxStaleness(long ms) {
    return new ReadTerms(Math.min(maxStalenessMs, Math.max(1, ms)), after, partial, patience);
  }

  /** The same terms for a read that is this much later but as of the same time. */
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
