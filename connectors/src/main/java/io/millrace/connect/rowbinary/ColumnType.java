package io.millrace.connect.rowbinary;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column's type: which Connect values it takes, and their RowBinary bytes. */
public sealed interface ColumnType {
  /** Appends a value; throws {@link UnfitValue} where the type does not take it. */
  void write(@Nullable Object value, RowBuffer out);

  /** {@code String}: text as UTF-8, bytes as they are. */
  record Text() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case String text -> out.writeText(text);
        case byte[] bytes -> {
          out.writeVarint(bytes.length);
          out.writeBytes(bytes);
        }
        case ByteBuffer bytes -> {
          out.writeVarint(bytes.remaining());
          out.writeBytes(bytes);
        }
        case null, default -> throw unfit("text or bytes", value);
      }
    }
  }

  /** {@code Bool}. */
  record Bool() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      if (!(value instanceof Boolean flag)) {
        throw unfit("a boolean", value);
      }
      out.writeByte(flag ? 1 : 0);
    }
  }

  /** {@code Int8} to {@code Int64} and {@code UInt8} to {@code UInt64}; true counts as 1. */
  record Whole(int bits, boolean signed) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long number =
          switch (value) {
            case Long big -> big;
            case Integer small -> small;
            case Short small -> small;
            case Byte small -> small;
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> throw unfit("a whole number", value);
          };
      if (number < least() || number > most()) {
        throw UnfitValue.range(least(), mostText(), number);
      }
      switch (bits) {
        case 8 -> out.writeByte((int) number);
        case 16 -> out.writeShort((int) number);
        case 32 -> out.writeInt((int) number);
        default -> out.writeLong(number);
      }
    }

    private long least() {
      return signed ? -1L << (bits - 1) : 0;
    }

    private long most() {
      return bits == 64 ? Long.MAX_VALUE : (1L << (signed ? bits - 1 : bits)) - 1;
    }

    private String mostText() {
      return bits == 64 && !signed ? "18446744073709551615" : Long.toString(most());
    }
  }

  /** {@code Float32} and {@code Float64}. */
  record Floating(int bits) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case Double number when bits == 64 -> out.writeLong(Double.doubleToRawLongBits(number));
        case Float number when bits == 64 -> out.writeLong(Double.doubleToRawLongBits(number));
        case Float number -> out.writeInt(Float.floatToRawIntBits(number));
        case null, default ->
            throw unfit(bits == 64 ? "a floating-point number" : "a float32", value);
      }
    }
  }

  /** {@code Decimal(P, S)}: never rounded. */
  record Decimal(int precision, int scale) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      if (!(value instanceof BigDecimal number)) {
        throw unfit("a decimal", value);
      }
      BigInteger unscaled = unscaled(number);
      if (precision <= 9) {
        out.writeInt(unscaled.intValue());
      } else if (precision <= 18) {
        out.writeLong(unscaled.longValue());
      } else {
        writeWide(unscaled, precision <= 38 ? 16 : 32, out);
      }
    }

    private BigInteger unscaled(BigDecimal number) {
      BigDecimal scaled;
      try {
        scaled = number.setScale(scale, RoundingMode.UNNECESSARY);
      } catch (ArithmeticException e) {
        throw new UnfitValue("takes %d decimal digits, but was %s".formatted(scale, number));
      }
      if (scaled.precision() > precision) {
        throw new UnfitValue(
            "takes %d digits with %d after the point, but was %s"
                .formatted(precision, scale, number));
      }
      return scaled.unscaledValue();
    }

    private static void writeWide(BigInteger number, int width, RowBuffer out) {
      byte[] bytes = number.toByteArray();
      for (int i = bytes.length - 1; i >= 0; i--) {
        out.writeByte(bytes[i]);
      }
      for (int i = bytes.length; i < width; i++) {
        out.writeByte(number.signum() < 0 ? 0xFF : 0);
      }
    }
  }

  /** {@code DateTime}: whole seconds from 1970 to 2106; a fraction is cut off. */
  record Seconds(ZoneId zone) implements ColumnType {
    private static final long MOST = 0xFFFF_FFFFL;

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long seconds = Math.floorDiv(millis(value), 1000);
      if (seconds < 0 || seconds > MOST) {
        throw UnfitValue.range("1970-01-01", "2106-02-07", seconds + " s since 1970");
      }
      out.writeInt((int) seconds);
    }
  }

  /** {@code DateTime64(P)}: ticks of 10^-P seconds, in the years that ClickHouse has. */
  record Ticks(int precision, ZoneId zone) implements ColumnType {
    private static final long LEAST_MS = -2_208_988_800_000L;
    private static final long MOST_MS = 10_413_791_999_999L;
    // 9 digits fit a long only up to here.
    private static final long MOST_NANO_MS = 9_223_372_036_854L;

    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long millis = millis(value);
      if (millis < LEAST_MS || millis > (precision == 9 ? MOST_NANO_MS : MOST_MS)) {
        throw UnfitValue.range(
            "1900-01-01", precision == 9 ? "2262-04-11" : "2299-12-31", millis + " ms since 1970");
      }
      out.writeLong(ticks(millis));
    }

    private long ticks(long millis) {
      long ticks = millis;
      for (int digit = precision; digit < 3; digit++) {
        ticks = Math.floorDiv(ticks, 10);
      }
      for (int digit = 3; digit < precision; digit++) {
        ticks *= 10;
      }
      return ticks;
    }
  }

  /** {@code Map(K, V)}. */
  record MapOf(ColumnType key, ColumnType value) implements ColumnType {
    @Override
    public void write(@Nullable Object from, RowBuffer out) {
      if (!(from instanceof Map<?, ?> map)) {
        throw unfit("a map", from);
      }
      out.writeVarint(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        key.write(entry.getKey(), out);
        value.write(entry.getValue(), out);
      }
    }
  }

  /** {@code Nullable(T)}. */
  record OrNull(ColumnType type) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      out.writeByte(value == null ? 1 : 0);
      if (value != null) {
        type.write(value, out);
      }
    }
  }

  /** {@code AggregateFunction(...)}: the bytes of a state, which know their own end. */
  record State() implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      switch (value) {
        case byte[] bytes -> out.writeBytes(bytes);
        case ByteBuffer bytes -> out.writeBytes(bytes);
        case null, default -> throw unfit("the bytes of a state", value);
      }
    }
  }

  /** A type that this sink does not write; such a column can only have its default. */
  record Unknown(String spelling) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      throw new UnfitValue("is of type %s, which the sink does not write".formatted(spelling));
    }
  }

  private static UnfitValue unfit(String taken, @Nullable Object value) {
    return value == null
        ? new UnfitValue("takes %s, but was null".formatted(taken))
        : UnfitValue.kind(taken, value);
  }

  // Connect's own type for a Timestamp.
  @SuppressWarnings("JavaUtilDate")
  private static long millis(@Nullable Object value) {
    if (!(value instanceof Date date)) {
      throw unfit("a timestamp", value);
    }
    return date.getTime();
  }
}
