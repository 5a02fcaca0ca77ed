package io.millrace.state.streams;

import java.util.Locale;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a local partition of a store is. Records are counted by offsets of its changelog, of
 * which some are markers and some were compacted away: the figures are upper bounds.
 *
 * @param changelog where the store comes from
 * @param from the offset at which this restore began
 * @param next the offset behind the last record that the store has
 * @param end where the changelog ended, as last seen
 * @param elapsedMs since this restore began; until its end where it has one
 * @param life another number for each time that it begins anew; equal before and after a read, the
 *     store was not wiped meanwhile. A standby that becomes the active one lives on
 */
public record RestoreStatus(
    Role role,
    TopicPartition changelog,
    long from,
    long next,
    long end,
    long elapsedMs,
    long life) {
  /** What a local partition of a store is there for. */
  public enum Role {
    /** It is to be the active one, and lacks records still. */
    RESTORING,
    /** It has all that was there when it became the active one, and is written to by us. */
    ACTIVE,
    /** It follows the active one elsewhere. */
    STANDBY;

    /** How the role is written in JSON: {@code restoring}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Records that came since it began. */
  public long done() {
    return next - from;
  }

  /** Records that are missing still; 0 for an active one. */
  public long missing() {
    return role == Role.ACTIVE ? 0 : Math.max(0, end - next);
  }

  /** Since it began; 0 where nothing came. */
  public double recordsPerSecond() {
    return elapsedMs <= 0 ? 0 : done() * 1e3 / elapsedMs;
  }

  /** How long it takes still if it goes on like this; empty where nothing came yet. */
  public OptionalLong remainingMs() {
    if (missing() == 0) {
      return OptionalLong.of(0);
    }
    double rate = recordsPerSecond();
    return rate > 0 ? OptionalLong.of((long) (missing() * 1e3 / rate)) : OptionalLong.empty();
  }

  /** Such as {@code restoring: 12,000 of 40,000 records}. */
  public String text() {
    return switch (role) {
      case RESTORING -> restoring(done(), missing());
      case ACTIVE -> "active";
      case STANDBY -> "standby: %,d records behind".formatted(missing());
    };
  }

  static String restoring(long done, long missing) {
    return "restoring: %,d of %,d records".formatted(done, done + missing);
  }
}
