package io.millrace.connect.rowbinary;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The numeric types. Each accepts any representation of a number, also text, that it can hold
 * exactly.
 */
final class NumberTypes {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,100}(\\.\\d{1,100})?");
  private static final Pattern FLOATING =
      Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,4})?");

  private NumberTypes() {}

  /** {@code Int8} to {@code Int64} and {@code UInt8} to {@code UInt64}; true counts as 1. */
  record Whole(int bits, boolean signed) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      long number =
          switch (value) {
            case Long big -> inRange(big);
            case Integer small -> inRange(small);
            case Short small -> inRange(small);
            case Byte small -> inRange(small);
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> exact(value);
          };
      switch (bits) {
        case 8 -> out.writeByte((int) number);
        case 16 -> out.writeShort((int) number);
        case 32 -> out.writeInt((int) number);
        default -> out.writeLong(number);
      }
    }

    private long inRange(long number) {
      long least = signed ? -1L << (bits - 1) : 0;
      long most = bits == 64 ? Long.MAX_VALUE : (1L << (signed ? bits - 1 : bits)) - 1;
      if (number < least || number > most) {
        throw ValueConversionException.range(least(bits, signed), most(bits, signed), number);
      }
      return number;
    }

    private long exact(@Nullable Object value) {
      return whole(value, bits, signed).longValue();
    }
  }

  /** {@code Int128}, {@code Int256}, {@code UInt128} and {@code UInt256}. */
  record Wide(int bits, boolean signed) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      writeLittleEndian(whole(value, bits, signed), bits / 8, out);
    }
  }

  /** {@code Float32} and {@code Float64}: the nearest value. */
  record Floating(int bits) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      double number =
          switch (value) {
            case Double exact -> exact;
            case Float exact -> exact;
            case Long whole -> whole;
            case Integer whole -> whole;
            case Short whole -> whole;
            case Byte whole -> whole;
            case BigDecimal decimal -> decimal.doubleValue();
            case BigInteger whole -> whole.doubleValue();
            case String text -> parse(text);
            case null, default -> throw ValueConversionException.kind("a number", value);
          };
      boolean given = value instanceof Double || value instanceof Float;
      if (bits == 64) {
        refuseOverflow(given, number, value);
        out.writeLong(Double.doubleToRawLongBits(number));
      } else {
        refuseOverflow(given && Double.isInfinite(number), (float) number, value);
        out.writeInt(Float.floatToRawIntBits((float) number));
      }
    }

    private void refuseOverflow(boolean infinityGiven, double number, @Nullable Object value) {
      boolean infinityWritten = value instanceof String text && text.endsWith("inity");
      if (Double.isInfinite(number) && !infinityGiven && !infinityWritten) {
        double most = bits == 64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        throw ValueConversionException.range(-most, most, String.valueOf(value));
      }
    }

    private static double parse(String text) {
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> {
          if (!FLOATING.matcher(text).matches()) {
            throw ValueConversionException.kind("a number", text);
          }
          yield Double.parseDouble(text);
        }
      };
    }
  }

  /** {@code Decimal(P, S)}: never rounded. */
  record Decimal(int precision, int scale) implements ColumnType {
    @Override
    public void write(@Nullable Object value, RowBuffer out) {
      BigDecimal number = decimal(value);
      if (number == null) {
        throw ValueConversionException.kind("a decimal", value);
      }
      BigInteger unscaled = unscaled(number);
      if (precision <= 9) {
        out.writeInt(unscaled.intValue());
      } else if (precision <= 18) {
        out.writeLong(unscaled.longValue());
      } else {
        writeLittleEndian(unscaled, precision <= 38 ? 16 : 32, out);
      }
    }

    private BigInteger unscaled(BigDecimal number) {
      // Before any arithmetic, so that 1E+1000000 from a client does not allocate what it claims.
      if (number.signum() != 0 && (long) number.precision() - number.scale() + scale > precision) {
        throw ValueConversionException.kind(
            "%d digits with %d after the point".formatted(precision, scale), number);
      }
      try {
        return number.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
      } catch (ArithmeticException e) {
        throw ValueConversionException.kind("%d decimal digits".formatted(scale), number);
      }
    }
  }

  private static BigInteger whole(@Nullable Object value, int bits, boolean signed) {
    BigDecimal number = decimal(value);
    if (number == null || !isWhole(number)) {
      throw ValueConversionException.kind("a whole number", value);
    }
    if ((long) number.precision() - number.scale() <= 80) {
      BigInteger whole = number.toBigIntegerExact();
      if (whole.compareTo(least(bits, signed)) >= 0 && whole.compareTo(most(bits, signed)) <= 0) {
        return whole;
      }
    }
    throw ValueConversionException.range(least(bits, signed), most(bits, signed), number);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /** The number as it was meant: 0.1 for the double 0.1; null for anything but a finite number. */
  private static @Nullable BigDecimal decimal(@Nullable Object value) {
    return switch (value) {
      case BigDecimal decimal -> decimal;
      case BigInteger whole -> new BigDecimal(whole);
      case Long whole -> BigDecimal.valueOf(whole);
      case Integer whole -> BigDecimal.valueOf(whole);
      case Short whole -> BigDecimal.valueOf(whole);
      case Byte whole -> BigDecimal.valueOf(whole);
      case Double binary when Double.isFinite(binary) -> BigDecimal.valueOf(binary);
      case Float binary when Float.isFinite(binary) -> new BigDecimal(binary.toString());
      case String text when DECIMAL.matcher(text).matches() -> new BigDecimal(text);
      case null, default -> null;
    };
  }

  private static BigInteger least(int bits, boolean signed) {
    return signed ? BigInteger.TWO.pow(bits - 1).negate() : BigInteger.ZERO;
  }

  private static BigInteger most(int bits, boolean signed) {
    return BigInteger.TWO.pow(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
  }

  private static void writeLittleEndian(BigInteger number, int width, RowBuffer out) {
    byte[] bytes = number.toByteArray();
    // An unsigned number of the full width has a leading zero byte, which is dropped.
    int from = Math.max(0, bytes.length - width);
    for (int i = bytes.length - 1; i >= from; i--) {
      out.writeByte(bytes[i]);
    }
    for (int i = bytes.length; i < width; i++) {
      out.writeByte(number.signum() < 0 ? 0xFF : 0);
    }
  }
}
