package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.Grain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/** One read of one partition of a store. */
sealed interface StoreRead {
  String store();

  int partition();

  /** Single entries; missing ones are left out. */
  record Get(String store, int partition, List<Bytes> keys) implements StoreRead {
    public Get {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A range of entries.
   *
   * @param to inclusive; empty for the end of the store
   * @param limit the maximum number; fewer if they are large
   */
  record Range(String store, int partition, Bytes from, Optional<Bytes> to, int limit)
      implements StoreRead {}

  /** The number of entries, as the engine estimates it. */
  record Count(String store, int partition) implements StoreRead {}

  /**
   * The windows of a rollup, with their pending partials: keys and states, several of one key if it
   * has pieces.
   *
   * @param from of the first window, epoch milliseconds
   * @param to exclusive
   */
  record Windows(
      String store, int partition, String tenant, String rollup, Grain grain, long from, long to)
      implements StoreRead {}

  default void write(ByteWriter out) {
    switch (this) {
      case Get get -> {
        head(out, 0);
        out.writeVarint(get.keys.size());
        get.keys.forEach(key -> writeBytes(out, key.get()));
      }
      case Range range -> {
        head(out, 1);
        writeBytes(out, range.from.get());
        out.writeByte(range.to.isPresent() ? 1 : 0);
        range.to.ifPresent(to -> writeBytes(out, to.get()));
        out.writeVarint(range.limit);
      }
      case Count _ -> head(out, 2);
      case Windows windows -> {
        head(out, 3);
        out.writeText(windows.tenant).writeText(windows.rollup);
        out.writeText(windows.grain.wireName());
        out.writeZigzag(windows.from).writeZigzag(windows.to);
      }
    }
  }

  static StoreRead read(ByteReader in) {
    int kind = in.readByte();
    String store = in.readText();
    int partition = (int) in.readVarint();
    return switch (kind) {
      case 0 -> new Get(store, partition, readKeys(in));
      case 1 ->
          new Range(
              store,
              partition,
              Bytes.wrap(readBytes(in)),
              in.readByte() == 1 ? Optional.of(Bytes.wrap(readBytes(in))) : Optional.empty(),
              (int) in.readVarint());
      case 2 -> new Count(store, partition);
      case 3 ->
          new Windows(
              store,
              partition,
              in.readText(),
              in.readText(),
              grain(in.readText()),
              in.readZigzag(),
              in.readZigzag());
      default -> throw new MalformedBytes("a read must be of kind 0 to 3, but was of " + kind);
    };
  }

  private void head(ByteWriter out, int kind) {
    out.writeByte(kind).writeText(store()).writeVarint(partition());
  }

  private static List<Bytes> readKeys(ByteReader in) {
    var keys = new ArrayList<Bytes>();
    for (int left = in.readLength(); left > 0; left--) {
      keys.add(Bytes.wrap(readBytes(in)));
    }
    return keys;
  }

  private static Grain grain(String word) {
    return Grain.parse(word)
        .orElseThrow(() -> new MalformedBytes("a grain must be 1m, 1h or 1d, but was " + word));
  }

  /** Writes bytes with their length in front. */
  static void writeBytes(ByteWriter out, byte[] bytes) {
    out.writeVarint(bytes.length).writeBytes(bytes);
  }

  static byte[] readBytes(ByteReader in) {
    return in.readBytes(in.readLength());
  }
}
