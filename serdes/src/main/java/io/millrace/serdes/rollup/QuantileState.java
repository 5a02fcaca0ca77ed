package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;

/**
 * The state of ClickHouse's {@code quantileDD(0.01, ...)} over Float64 values, in its bytes: {@code
 * 02}, gamma and the index offset 0; {@code 01} and the bins of the positive values; {@code 03} and
 * the bins of the negative ones, by magnitude; {@code 04} and the count of zeros. Numbers are
 * little-endian Float64. Sources: ClickHouse, DDSketch.h, and Masson and others, "DDSketch", 2019.
 *
 * <p>A bin holds the values whose logarithm to the base gamma has the same integer part, so a
 * quantile is within {@link #RELATIVE_ERROR} of the value at its rank. ClickHouse truncates the
 * fraction instead of rounding down, which shifts the bins of magnitudes below 1 by one: there a
 * result is up to {@link #RELATIVE_ERROR_BELOW_ONE} too large. Measure cents, not dollars.
 *
 * <p>ClickHouse rejects a state whose keys span more than 65,536, less than the doubles need, and
 * so could fail on the merge of two valid states. Here the largest values are rejected instead (see
 * {@link #LARGEST}), the small ones never: any two states merge, in both systems. A sign has at
 * most 65,536 bins, and a state at most 11 bytes per used bin and 44 more.
 */
public final class QuantileState implements MeasureState {
  /** Relative error of a quantile if the value at its rank is 1 or more in magnitude. */
  public static final double RELATIVE_ERROR = 0.01;

  /**
   * The arguments of ClickHouse's {@code quantilesDD} in tables, views and queries: the error, then
   * the levels that a view shows. The states are the same for all levels.
   */
  public static final String ARGUMENTS = "(0.01, 0.5, 0.75, 0.9, 0.95, 0.99)";

  static final double GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);

  /** Relative error for magnitudes below 1. */
  public static final double RELATIVE_ERROR_BELOW_ONE = GAMMA * (1 + RELATIVE_ERROR) - 1;

  /** Larger magnitudes are rejected. Its key is within 65,536 of the smallest one. */
  public static final double LARGEST = 4e261;

  /** Magnitudes up to this one count as zero, as in ClickHouse. */
  static final double SMALLEST = Double.MIN_NORMAL * GAMMA;

  private static final double MULTIPLIER = 1 / Math.log(GAMMA);

  private static final int MAPPING = 0x02;
  private static final int POSITIVE = 0x01;
  private static final int NEGATIVE = 0x03;
  private static final int ZEROS = 0x04;

  private final QuantileBins positive;
  private final QuantileBins negative;
  private long zeros;

  public QuantileState() {
    this(new QuantileBins(), new QuantileBins(), 0);
  }

  private QuantileState(QuantileBins positive, QuantileBins negative, long zeros) {
    this.positive = positive;
    this.negative = negative;
    this.zeros = zeros;
  }

  /** Whether a value can be added: a number of at most {@link #LARGEST} in magnitude. */
  public static boolean accepts(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /**
   * Adds a value.
   *
   * @throws IllegalArgumentException unless {@link #accepts}; ClickHouse skips NaN and fails on
   *     infinities
   */
  public void add(double value) {
    if (!accepts(value)) {
      throw new IllegalArgumentException(
          "a value must be a number within %s of zero, but was %s".formatted(LARGEST, value));
    }
    if (value > SMALLEST) {
      positive.add(key(value));
    } else if (value < -SMALLEST) {
      negative.add(key(-value));
    } else {
      zeros++;
    }
  }

  /** Merges the other state into this one. */
  @Override
  public void merge(MeasureState other) {
    var that = (QuantileState) other;
    positive.merge(that.positive);
    negative.merge(that.negative);
    zeros += that.zeros;
  }

  /** The number of added values. */
  public long count() {
    return positive.count() + negative.count() + zeros;
  }

  /**
   * The value at a level from 0 to 1, NaN if there is none: what ClickHouse returns for this state,
   * to the last bit but one (the exponentials of two libraries).
   */
  public double quantile(double level) {
    if (!(level >= 0 && level <= 1)) {
      throw new IllegalArgumentException("a level must be 0 to 1, but was " + level);
    }
    long count = count();
    if (count == 0) {
      return Double.NaN;
    }
    double rank = level * (count - 1);
    if (rank < negative.count()) {
      // In the order in which ClickHouse rounds.
      return -value(negative.firstKeyReaching(negative.count() - rank - 1 + 1));
    }
    if (rank < zeros + negative.count()) {
      return 0;
    }
    return value(positive.firstKeyExceeding(rank - zeros - negative.count()));
  }

  @Override
  public void write(ByteWriter out) {
    out.writeByte(MAPPING);
    writeDouble(GAMMA, out);
    writeDouble(0, out);
    positive.write(out.writeByte(POSITIVE));
    negative.write(out.writeByte(NEGATIVE));
    QuantileBins.writeCount(zeros, out.writeByte(ZEROS));
  }

  @Override
  public QuantileState result() {
    return this;
  }

  /** The state in ClickHouse's bytes. */
  public byte[] toBytes() {
    var out = new ByteWriter(128);
    write(out);
    return out.toBytes();
  }

  /**
   * Reads a state of this class or of ClickHouse.
   *
   * @throws MalformedBytes also for a state that is valid in ClickHouse and not here: of another
   *     relative error, with fractional counts, or with values beyond {@link #LARGEST}
   */
  public static QuantileState read(ByteReader in) {
    expect("the mapping", MAPPING, in);
    double gamma = readDouble(in);
    double offset = readDouble(in);
    if (gamma != GAMMA || offset != 0) {
      throw new MalformedBytes(
          "a quantile state must have gamma %s and offset 0, but had %s and %s"
              .formatted(GAMMA, gamma, offset));
    }
    expect("the positive values", POSITIVE, in);
    QuantileBins positive = QuantileBins.read(in);
    expect("the negative values", NEGATIVE, in);
    QuantileBins negative = QuantileBins.read(in);
    expect("the zeros", ZEROS, in);
    return new QuantileState(positive, negative, QuantileBins.readCount(in));
  }

  /**
   * Uses Math's logarithm and not StrictMath's: ClickHouse's own agreed with it on 458,745 values
   * around the limits of all bins, and with StrictMath's on all but 73.
   */
  private static int key(double magnitude) {
    return (int) (Math.log(magnitude) * MULTIPLIER);
  }

  private static double value(int key) {
    return Math.exp(key / MULTIPLIER) * (1 + RELATIVE_ERROR);
  }

  private static void expect(String what, int flag, ByteReader in) {
    int found = in.readByte();
    if (found != flag) {
      throw new MalformedBytes(
          "%s of a quantile state must begin with %d, but was %d".formatted(what, flag, found));
    }
  }

  static void writeDouble(double value, ByteWriter out) {
    out.writeLongBigEndian(Long.reverseBytes(Double.doubleToRawLongBits(value)));
  }

  static double readDouble(ByteReader in) {
    return Double.longBitsToDouble(Long.reverseBytes(in.readLongBigEndian()));
  }
}
