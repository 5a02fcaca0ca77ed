package io.millrace.query.plan;

import static io.millrace.query.plan.QueryValidation.abbreviated;
import static io.millrace.query.plan.QueryValidation.invalid;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The timestamps of a request: ISO 8601 with a zone, a plain date (UTC), or epoch milliseconds. */
public final class QueryTimes {
  /** What ClickHouse's DateTime, the type of a window's start, can hold in whole years. */
  static final Instant FIRST = Instant.EPOCH;

  static final Instant LAST = Instant.parse("2106-01-01T00:00:00Z");

  private QueryTimes() {}

  /** Both ends; throws a {@code FailureException} that names the field. */
  public static TimeRange range(@Nullable Object from, @Nullable Object to) {
    long start = moment("from", from);
    long end = moment("to", to);
    if (start >= end) {
      throw invalid(
          "to",
          "must be after from, %s, but was %s"
              .formatted(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)));
    }
    return new TimeRange(start, end);
  }

  /** A timestamp as text: ISO 8601 with a zone, or a plain date (UTC). */
  public static Instant instant(String text) {
    return text.indexOf('T') < 0
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }

  private static long moment(String field, @Nullable Object value) {
    return switch (value) {
      case null -> throw invalid(field, "must be given: ISO 8601 or epoch milliseconds");
      case String text -> within(field, parse(field, text));
      case Integer number -> within(field, Instant.ofEpochMilli(number));
      case Long number -> within(field, Instant.ofEpochMilli(number));
      default ->
          throw invalid(
              field,
              "must be ISO 8601 or epoch milliseconds, but was " + abbreviated(value.toString()));
    };
  }

  private static long within(String field, Instant moment) {
    if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
      throw invalid(field, "must be from %s to %s, but was %s".formatted(FIRST, LAST, moment));
    }
    return moment.toEpochMilli();
  }

  private static Instant parse(String field, String text) {
    try {
      return instant(text);
    } catch (DateTimeException e) {
      throw invalid(
          field,
          "must be ISO 8601 with a zone, such as 2015-05-17T00:00:00Z, or epoch milliseconds, "
              + "but was "
              + abbreviated(text));
    }
  }
}
