package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A window of a series. Its bytes sort by tenant, rollup, grain, start, dimensions, so that all
 * series of a time range are one key range.
 *
 * @param start epoch milliseconds
 */
public record RollupKey(RollupSeries series, Grain grain, long start) {
  // As in RollupSeries.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RollupKey that
        && start == that.start
        && grain == that.grain
        && series.equals(that.series);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * series.hashCode() + grain.code()) + Long.hashCode(start);
  }

  /** The key in the sort order of the stores. */
  public byte[] toBytes() {
    var out = new ByteWriter(80);
    writeStart(series.tenant(), series.rollup(), grain, start, out);
    RollupSeries.writeDimensions(series.dimensions(), out);
    return out.toBytes();
  }

  /** The lower bound of the keys of windows that start at this time, for range scans. */
  public static byte[] rangeBound(String tenant, String rollup, Grain grain, long start) {
    var out = new ByteWriter(48);
    writeStart(tenant, rollup, grain, start, out);
    return out.toBytes();
  }

  /** Reads a key; throws if the bytes are not one. */
  public static RollupKey fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    String tenant = RollupSeries.readShort(in);
    String rollup = RollupSeries.readShort(in);
    Grain grain = Grain.ofCode(in.readByte());
    long start = in.readLongBigEndian() ^ Long.MIN_VALUE;
    return new RollupKey(
        new RollupSeries(tenant, rollup, RollupSeries.readDimensions(in)), grain, start);
  }

  private static void writeStart(
      String tenant, String rollup, Grain grain, long start, ByteWriter out) {
    RollupSeries.writePrefix(tenant, rollup, out);
    // The flipped sign bit makes times before 1970 sort first.
    out.writeByte(grain.code()).writeLongBigEndian(start ^ Long.MIN_VALUE);
  }
}
