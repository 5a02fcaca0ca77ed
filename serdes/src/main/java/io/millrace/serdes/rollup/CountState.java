package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/** A count. Bytes: a varint. */
public final class CountState implements MeasureState {
  private long count;

  public CountState(long count) {
    this.count = count;
  }

  static CountState read(ByteReader in) {
    return new CountState(in.readVarint());
  }

  /** Adds to the count. */
  public void add(long more) {
    count += more;
  }

  @Override
  public void merge(MeasureState other) {
    count += ((CountState) other).count;
  }

  @Override
  public Long result() {
    return count;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeVarint(count);
  }
}
