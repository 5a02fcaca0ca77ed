package io.millrace.interactivequeries.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * What a {@link StoreRead} found.
 *
 * @param more whether the stretch goes on behind the last entry
 * @param count the number that was asked for, or 0
 * @param ageMs how old this may be, of a standby; empty where the active task answered
 */
record Found(List<KeyValue<Bytes, byte[]>> entries, boolean more, long count, OptionalLong ageMs) {
  Found {
    entries = List.copyOf(entries);
  }

  static Found entries(List<KeyValue<Bytes, byte[]>> entries, boolean more) {
    return new Found(entries, more, 0, OptionalLong.empty());
  }

  static Found count(long count) {
    return new Found(List.of(), false, count, OptionalLong.empty());
  }

  Found aged(long ms) {
    return new Found(entries, more, count, OptionalLong.of(ms));
  }

  void write(ByteWriter out) {
    out.writeVarint(entries.size());
    for (KeyValue<Bytes, byte[]> entry : entries) {
      StoreRead.writeBytes(out, entry.key.get());
      StoreRead.writeBytes(out, entry.value);
    }
    out.writeByte(more ? 1 : 0).writeZigzag(count).writeZigzag(ageMs.orElse(-1));
  }

  static Found read(ByteReader in) {
    int size = in.readLength();
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>(size);
    for (int i = 0; i < size; i++) {
      entries.add(KeyValue.pair(Bytes.wrap(StoreRead.readBytes(in)), StoreRead.readBytes(in)));
    }
    boolean more = in.readByte() == 1;
    long count = in.readZigzag();
    long ageMs = in.readZigzag();
    return new Found(
        entries, more, count, ageMs < 0 ? OptionalLong.empty() : OptionalLong.of(ageMs));
  }
}
