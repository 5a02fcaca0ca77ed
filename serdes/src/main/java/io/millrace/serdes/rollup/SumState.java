package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.Field;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of numbers of {@value #SCALE} decimal digits, in 128 bits: it does not overflow before
 * 10^20 numbers. Bytes: the high and the low half, big endian.
 */
public final class SumState implements MeasureState {
  /** Decimal places. */
  public static final int SCALE = 4;

  /** Numbers of greater magnitude are clamped to this. */
  public static final double BOUND = 1e14;

  private static final double UNIT = 1e4;

  private long high;
  private long low;

  public SumState() {}

  public SumState(BigDecimal sum) {
    BigInteger unscaled = sum.setScale(SCALE).unscaledValue();
    high = unscaled.shiftRight(64).longValueExact();
    low = unscaled.longValue();
  }

  static SumState read(ByteReader in) {
    var state = new SumState();
    state.high = in.readLongBigEndian();
    state.low = in.readLongBigEndian();
    return state;
  }

  /** Adds a number; NaN is ignored. */
  public void add(double number) {
    if (!Double.isNaN(number)) {
      addUnscaled(units(number));
    }
  }

  /** Adds the event's value of the field; nothing if it has no number. */
  void add(Field field, Event event) {
    if (!Double.isNaN(field.number(event))) {
      addUnscaled(units(field, event));
    }
  }

  /**
   * The event's value of the field in units of the last digit of a sum: money exactly, other
   * numbers rounded.
   */
  public static long units(Field field, Event event) {
    return field == EventField.MONEY_AMOUNT
        ? event.money().amount().unscaledValue().longValueExact()
        : units(field.number(event));
  }

  private static long units(double number) {
    return (long) Math.rint(Math.clamp(number, -BOUND, BOUND) * UNIT);
  }

  /** Adds an amount in units of the last digit. */
  public void addUnscaled(long units) {
    add(units >> 63, units);
  }

  @Override
  public void merge(MeasureState other) {
    var sum = (SumState) other;
    add(sum.high, sum.low);
  }

  @Override
  public BigDecimal result() {
    BigInteger lowBits = new BigInteger(1, new ByteWriter(8).writeLongBigEndian(low).toBytes());
    return new BigDecimal(BigInteger.valueOf(high).shiftLeft(64).add(lowBits), SCALE);
  }

  @Override
  public void write(ByteWriter out) {
    out.writeLongBigEndian(high).writeLongBigEndian(low);
  }

  private void add(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    int carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    low = sum;
    high += otherHigh + carry;
  }
}
