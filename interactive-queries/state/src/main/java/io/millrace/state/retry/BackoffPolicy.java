package io.millrace.state.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Pauses that grow with each failure up to a ceiling. A pause is between half of that and all of
 * it, so that callers that failed together do not come back together.
 *
 * @param first the whole pause after the first failure, at least 1 ms
 * @param ceiling what no pause exceeds, at least {@code first}
 * @param growth by what the whole pause is multiplied after each further failure, more than 1
 * @param jitter draws the part of a pause that is up to chance
 */
public record BackoffPolicy(Duration first, Duration ceiling, double growth, Jitter jitter) {
  /** Checks that the pauses are positive and grow. */
  public BackoffPolicy {
    if (first.toMillis() < 1 || ceiling.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a pause must be from 1 ms to its ceiling, but was %s of %s".formatted(first, ceiling));
    }
    if (growth <= 1) {
      throw new IllegalArgumentException("a pause must grow, but was multiplied by " + growth);
    }
  }

  /** Chance. */
  @FunctionalInterface
  public interface Jitter {
    /** From 0 to {@code mostMs}, both included. */
    long drawMs(long mostMs);
  }

  /** Twice as long after each failure. */
  public static BackoffPolicy doubling(Duration first, Duration ceiling) {
    return new BackoffPolicy(
        first, ceiling, 2, mostMs -> ThreadLocalRandom.current().nextLong(mostMs + 1));
  }

  /** The same with another factor. */
  public BackoffPolicy growingBy(double factor) {
    return new BackoffPolicy(first, ceiling, factor, jitter);
  }

  /** The same with random numbers of this generator. */
  public BackoffPolicy with(RandomGenerator random) {
    return new BackoffPolicy(first, ceiling, growth, mostMs -> random.nextLong(mostMs + 1));
  }

  /** The same with whole pauses, where one process alone tries. */
  public BackoffPolicy withoutJitter() {
    return new BackoffPolicy(first, ceiling, growth, mostMs -> mostMs);
  }

  /**
   * The pause before the next attempt.
   *
   * @param failures in a row, at least 1
   */
  public Duration after(int failures) {
    double grown = first.toMillis() * Math.pow(growth, failures - 1);
    long wholeMs = (long) Math.min(grown, (double) ceiling.toMillis());
    long leastMs = wholeMs / 2;
    return Duration.ofMillis(leastMs + jitter.drawMs(wholeMs - leastMs));
  }
}
