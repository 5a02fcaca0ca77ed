package io.millrace.topologies.segment;

import static java.util.Comparator.comparing;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.segment.rule.MemberKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The members of each version of a segment, as in the store {@code segment-members}. Changes are
 * batched: written together and in the order of their keys they cost the store about half. They are
 * visible within a tenth of a second, and before their cause is committed.
 */
public final class Members {
  /** The maximum number of batched changes. */
  private static final int MOST_WAITING = 4_096;

  private final KeyValueStore<Bytes, byte[]> store;
  private final List<KeyValue<Bytes, byte[]>> waiting = new ArrayList<>();

  /** The change of the sizes since the last commit: most changes would write the same few sizes. */
  private final Map<Version, Long> grown = new HashMap<>();

  private record Version(String tenant, int segment, int version) {}

  public Members(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Records that a visitor entered or left; called once per change. */
  public void set(VisitorKey visitor, int segment, int version, long since, boolean isIn) {
    String tenant = visitor.tenant();
    Bytes key = Bytes.wrap(MemberKey.member(tenant, segment, version, visitor.visitor()));
    waiting.add(new KeyValue<>(key, isIn ? bytes(since) : null));
    grown.merge(new Version(tenant, segment, version), isIn ? 1L : -1L, Long::sum);
    if (waiting.size() >= MOST_WAITING) {
      write();
    }
  }

  /** Writes the batched changes, but not the sizes. */
  public void write() {
    if (!waiting.isEmpty()) {
      // Stable: of two changes of a membership the later one stays the later one.
      waiting.sort(comparing(change -> change.key));
      store.putAll(waiting);
      waiting.clear();
    }
  }

  /** Writes all changes and the sizes; within the commit of their causes. */
  public void writeAll() {
    write();
    grown.forEach(
        (version, by) -> {
          Bytes key =
              Bytes.wrap(MemberKey.size(version.tenant(), version.segment(), version.version()));
          long size = number(store.get(key)) + by;
          store.put(key, size == 0 ? null : bytes(size));
        });
    grown.clear();
  }

  /** The rules by which every visitor of the tenant was last evaluated, as a hash; 0 for none. */
  long evaluatedBy(String tenant) {
    return number(store.get(Bytes.wrap(MemberKey.evaluated(tenant))));
  }

  void setEvaluatedBy(String tenant, long rules) {
    write();
    store.put(Bytes.wrap(MemberKey.evaluated(tenant)), rules == 0 ? null : bytes(rules));
  }

  /**
   * Records that the backfill is complete for the behaviours that count since a time, epoch
   * milliseconds.
   */
  public void setFilled(String tenant, long since) {
    write();
    store.put(Bytes.wrap(MemberKey.filled(tenant, since)), bytes(1));
  }

  private static byte[] bytes(long number) {
    return new ByteWriter(8).writeLongBigEndian(number).toBytes();
  }

  static long number(byte @Nullable [] bytes) {
    return bytes == null ? 0 : new ByteReader(bytes).readLongBigEndian();
  }
}
