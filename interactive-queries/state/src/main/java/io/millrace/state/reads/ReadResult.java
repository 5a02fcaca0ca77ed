package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * The result of a {@link StoreRead}.
 *
 * @param more whether the range continues after the last entry
 * @param count the requested number, or 0
 * @param standby whether it was not served by the active task
 * @param ageMs how old this may be; empty for what has no age of its own
 */
record ReadResult(
    List<KeyValue<Bytes, byte[]>> entries,
    boolean more,
    long count,
    boolean standby,
    OptionalLong ageMs) {
  private static final int MORE = 1;
  private static final int STANDBY = 2;

  ReadResult {
    entries = List.copyOf(entries);
  }

  static ReadResult entries(List<KeyValue<Bytes, byte[]>> entries, boolean more) {
    return new ReadResult(entries, more, 0, false, OptionalLong.empty());
  }

  static ReadResult count(long count) {
    return new ReadResult(List.of(), false, count, false, OptionalLong.empty());
  }

  ReadResult ofActive(OptionalLong age) {
    return new ReadResult(entries, more, count, false, age);
  }

  ReadResult ofStandby(long age) {
    return new ReadResult(entries, more, count, true, OptionalLong.of(age));
  }

  void write(ByteWriter out) {
    out.writeVarint(entries.size());
    for (KeyValue<Bytes, byte[]> entry : entries) {
      StoreRead.writeBytes(out, entry.key.get());
      StoreRead.writeBytes(out, entry.value);
    }
    out.writeByte((more ? MORE : 0) | (standby ? STANDBY : 0));
    out.writeZigzag(count).writeZigzag(ageMs.orElse(-1));
  }

  static ReadResult read(ByteReader in) {
    int size = in.readLength();
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>(size);
    for (int i = 0; i < size; i++) {
      entries.add(KeyValue.pair(Bytes.wrap(StoreRead.readBytes(in)), StoreRead.readBytes(in)));
    }
    int flags = in.readByte();
    long count = in.readZigzag();
    long ageMs = in.readZigzag();
    return new ReadResult(
        entries,
        (flags & MORE) != 0,
        count,
        (flags & STANDBY) != 0,
        ageMs < 0 ? OptionalLong.empty() : OptionalLong.of(ageMs));
  }
}
