package io.millrace.serdes.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.visitor.VisitorKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One combination of dimension values of a tenant's rollup: the unit that a partition owns, with
 * all its windows.
 *
 * @param dimensions the values, in the order of the rollup's dimensions
 */
public record RollupSeries(String tenant, String rollup, List<String> dimensions) {
  public RollupSeries {
    dimensions = List.copyOf(dimensions);
  }

  /** The overflow series of the same rollup, see {@link Rollup#OTHER}. */
  public RollupSeries other() {
    return new RollupSeries(tenant, rollup, Collections.nCopies(dimensions.size(), Rollup.OTHER));
  }

  /** Whether it is the overflow series. */
  public boolean isOther() {
    return !dimensions.isEmpty() && dimensions.stream().allMatch(Rollup.OTHER::equals);
  }

  // Each event looks up a window for each of its rollups: the generated methods of a record go
  // through method handles, which PipelineBenchmark's profile showed.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RollupSeries that
        && dimensions.equals(that.dimensions)
        && rollup.equals(that.rollup)
        && tenant.equals(that.tenant);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dimensions.hashCode() + rollup.hashCode()) + tenant.hashCode();
  }

  /** The series in bytes: tenant, rollup and dimensions, each with its length. */
  public byte[] toBytes() {
    var out = new ByteWriter(64);
    writePrefix(tenant, rollup, out);
    writeDimensions(dimensions, out);
    return out.toBytes();
  }

  /** Reads a series; throws if the bytes are not one. */
  public static RollupSeries fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    return new RollupSeries(readShort(in), readShort(in), readDimensions(in));
  }

  static void writePrefix(String tenant, String rollup, ByteWriter out) {
    out.writeBytes(VisitorKey.tenantPrefix(tenant));
    byte[] name = rollup.getBytes(UTF_8);
    if (name.length > 255) {
      throw new IllegalArgumentException(
          "a rollup's name must have at most 255 bytes, but had " + name.length);
    }
    out.writeByte(name.length).writeBytes(name);
  }

  static void writeDimensions(List<String> dimensions, ByteWriter out) {
    for (String dimension : dimensions) {
      out.writeText(dimension);
    }
  }

  static String readShort(ByteReader in) {
    return new String(in.readBytes(in.readByte()), UTF_8);
  }

  static List<String> readDimensions(ByteReader in) {
    var dimensions = new ArrayList<String>();
    while (in.remaining() > 0) {
      dimensions.add(in.readText());
    }
    return dimensions;
  }
}
