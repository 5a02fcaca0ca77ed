package io.millrace.state.freshness;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Up to when everything is visible, as last known; values only increase.
 *
 * @param visited for the visitors' records
 * @param lag the number of records in each partition of the event topics that Streams has not
 *     processed
 */
record FreshnessTimestamps(
    Map<SourceKind, Long> asOf, OptionalLong visited, Map<String, Long> lag) {
  static final FreshnessTimestamps NONE =
      new FreshnessTimestamps(Map.of(), OptionalLong.empty(), Map.of());
  private static final int VERSION = 1;

  FreshnessTimestamps {
    asOf = Map.copyOf(asOf);
    lag = Map.copyOf(lag);
  }

  static FreshnessTimestamps of(FreshnessTracker freshness, Map<String, Long> lag) {
    var asOf = new EnumMap<SourceKind, Long>(SourceKind.class);
    for (SourceKind kind : SourceKind.values()) {
      freshness.asOf(kind).ifPresent(timestamp -> asOf.put(kind, timestamp));
    }
    return new FreshnessTimestamps(asOf, freshness.visited(), lag);
  }

  /** The later of both, and the lag of this one. */
  FreshnessTimestamps after(FreshnessTimestamps before) {
    var latest = new EnumMap<SourceKind, Long>(SourceKind.class);
    latest.putAll(before.asOf);
    asOf.forEach((kind, timestamp) -> latest.merge(kind, timestamp, Math::max));
    OptionalLong latestVisited =
        visited.orElse(Long.MIN_VALUE) >= before.visited.orElse(Long.MIN_VALUE)
            ? visited
            : before.visited;
    return new FreshnessTimestamps(latest, latestVisited, lag);
  }

  byte[] toBytes() {
    var out = new ByteWriter(256);
    out.writeByte(VERSION).writeVarint(asOf.size());
    asOf.forEach((kind, timestamp) -> out.writeText(kind.wireName()).writeZigzag(timestamp));
    out.writeByte(visited.isPresent() ? 1 : 0).writeZigzag(visited.orElse(0));
    out.writeVarint(lag.size());
    lag.forEach((partition, records) -> out.writeText(partition).writeVarint(records));
    return out.toBytes();
  }

  static FreshnessTimestamps fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "the leader's timestamps must have format %d, but had %d".formatted(VERSION, version));
    }
    var asOf = new EnumMap<SourceKind, Long>(SourceKind.class);
    for (long left = in.readVarint(); left > 0; left--) {
      String word = in.readText();
      long timestamp = in.readZigzag();
      SourceKind.parse(word).ifPresent(kind -> asOf.put(kind, timestamp));
    }
    boolean isKnown = in.readByte() == 1;
    long visited = in.readZigzag();
    var lag = new TreeMap<String, Long>();
    for (long left = in.readVarint(); left > 0; left--) {
      lag.put(in.readText(), in.readVarint());
    }
    return new FreshnessTimestamps(
        asOf, isKnown ? OptionalLong.of(visited) : OptionalLong.empty(), lag);
  }
}
