package io.millrace.connect.rowbinary;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A date or time type. Accepts Connect's Date and Timestamp, ISO 8601 text, which is in the
 * column's zone if it names none, and whole numbers in the column's own unit since 1970.
 */
// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
public sealed interface DateTimeType extends ColumnType {
  /** The zone of the column's days. */
  ZoneId zone();

  /** Epoch milliseconds of a value that the type accepts; empty for any other. */
  OptionalLong millis(@Nullable Object value);

  /** {@code Date} and {@code Date32}: days; the time of day is truncated. */
  record Days(boolean wide) implements DateTimeType {
    private static final long DAY_MS = 86_400_000L;
    private static final int LEAST_WIDE = -25_567;
    private static final int MOST_WIDE = 120_529;
    private static final int MOST = 65_535;

    @Override
    public ZoneId zone() {
      return java.time.ZoneOffset.UTC;
    }

    @Override
    public OptionalLong millis(@Nullable Object value) {
      return value == null ? OptionalLong.empty() : OptionalLong.of(day(value) * DAY_MS);
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long day = day(value);
      if (day < (wide ? LEAST_WIDE : 0) || day > (wide ? MOST_WIDE : MOST)) {
        throw ValueConversionException.range(
            LocalDate.ofEpochDay(wide ? LEAST_WIDE : 0),
            LocalDate.ofEpochDay(wide ? MOST_WIDE : MOST),
            value instanceof String text ? text : day + " days since 1970");
      }
      if (wide) {
        out.writeInt((int) day);
      } else {
        out.writeShort((int) day);
      }
    }

    private long day(@Nullable Object value) {
      return switch (value) {
        case Date date -> Math.floorDiv(date.getTime(), DAY_MS);
        case String text -> instant(text, "a date", zone()).getEpochSecond() / 86_400;
        case null, default -> number(value, "a date");
      };
    }
  }

  /** {@code DateTime}: whole seconds from 1970 to 2106; a fraction is truncated. */
  record Seconds(ZoneId zone) implements DateTimeType {
    private static final long MOST = 0xFFFF_FFFFL;

    @Override
    public OptionalLong millis(@Nullable Object value) {
      return value == null ? OptionalLong.empty() : OptionalLong.of(seconds(value) * 1000);
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long seconds = seconds(value);
      if (seconds < 0 || seconds > MOST) {
        throw ValueConversionException.range("1970-01-01", "2106-02-07", seconds + " s since 1970");
      }
      out.writeInt((int) seconds);
    }

    private long seconds(@Nullable Object value) {
      return switch (value) {
        case Date date -> Math.floorDiv(date.getTime(), 1000L);
        case String text -> instant(text, "a timestamp", zone).getEpochSecond();
        case null, default -> number(value, "a timestamp");
      };
    }
  }

  /**
   * {@code DateTime64(P)}: ticks of 10^-P seconds, in the range of years that ClickHouse supports.
   */
  record Ticks(int precision, ZoneId zone) implements DateTimeType {
    private static final long LEAST_S = -2_208_988_800L;
    private static final long MOST_S = 10_413_791_999L;
    // 9 digits fit a long only up to here.
    private static final long MOST_NANO_S = 9_223_372_035L;
    private static final long[] POWERS = {
      1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    @Override
    public OptionalLong millis(@Nullable Object value) {
      return switch (value) {
        case null -> OptionalLong.empty();
        case Date date -> OptionalLong.of(date.getTime());
        case String text -> OptionalLong.of(instant(text, "a timestamp", zone).toEpochMilli());
        default -> OptionalLong.of(scaled(number(value, "a timestamp"), precision, 3));
      };
    }

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case Date date -> {
          long millis = date.getTime();
          check(Math.floorDiv(millis, 1000L), millis + " ms since 1970");
          out.writeLong(scaled(millis, 3, precision));
        }
        case String text -> {
          Instant instant = instant(text, "a timestamp", zone);
          check(instant.getEpochSecond(), text);
          out.writeLong(
              instant.getEpochSecond() * POWERS[precision]
                  + instant.getNano() / POWERS[9 - precision]);
        }
        case null, default -> {
          long ticks = number(value, "a timestamp");
          check(Math.floorDiv(ticks, POWERS[precision]), value);
          out.writeLong(ticks);
        }
      }
    }

    private void check(long seconds, @Nullable Object value) {
      if (seconds < LEAST_S || seconds > (precision == 9 ? MOST_NANO_S : MOST_S)) {
        throw ValueConversionException.range(
            "1900-01-01", precision == 9 ? "2262-04-11" : "2299-12-31", String.valueOf(value));
      }
    }

    /** Converts ticks from one precision to another; excess digits are truncated. */
    private static long scaled(long ticks, int from, int to) {
      return to >= from ? ticks * POWERS[to - from] : Math.floorDiv(ticks, POWERS[from - to]);
    }
  }

  private static long number(@Nullable Object value, String taken) {
    return switch (value) {
      case Long number -> number;
      case Integer number -> number;
      case Short number -> number;
      case Byte number -> number;
      case BigInteger number when number.bitLength() < 64 -> number.longValue();
      case null, default -> throw ValueConversionException.kind(taken, value);
    };
  }

  private static Instant instant(String text, String taken, ZoneId zone) {
    try {
      return Iso8601Parser.instant(text, zone);
    } catch (DateTimeException e) {
      throw ValueConversionException.kind(taken + " such as 2026-01-31T23:59:59Z", text);
    }
  }
}
