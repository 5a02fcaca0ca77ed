package io.millrace.engine;

import com.clickhouse.data.ClickHouseCityHash;

/** CityHash128 of ClickHouse's compressed blocks, version 1.0.2 as in {@code cityhash102}. */
final class BlockChecksum {
  private BlockChecksum() {}

  /** The lower and the higher 64 bits. */
  @SuppressWarnings("deprecation") // The whole older client is; no newer class has it.
  static long[] of(byte[] bytes, int from, int count) {
    return ClickHouseCityHash.cityHash128(bytes, from, count);
  }
}
