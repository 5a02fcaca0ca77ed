package io.millrace.service.rollups;

import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.service.stores.StoreCodec;
import io.millrace.service.stores.StoreEntry;
import io.millrace.state.reads.MergedRange;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * The stores {@code partials} and {@code rollups-due}: a window, and since when it waits to be
 * added to the next ones, or to go out.
 */
@Singleton
final class DueCodec implements StoreCodec {
  private final RollupCatalogue rollups;

  DueCodec(RollupCatalogue rollups) {
    this.rollups = rollups;
  }

  @Override
  public Set<String> stores() {
    return Set.of(StoreNames.PARTIALS, StoreNames.ROLLUPS_DUE);
  }

  @Override
  public byte[] keyStart(String tenant, String text) {
    return RollupKeyText.start(tenant, text, rollups.current());
  }

  private static String text(byte[] key) {
    return RollupKeyText.text(RollupKey.fromBytes(key));
  }

  @Override
  public StoreEntry next(MergedRange records) {
    KeyValue<Bytes, byte[]> record = records.next();
    long since = new ByteReader(record.value).readLongBigEndian();
    return new StoreEntry(
        text(record.key.get()), Map.of("waitsSince", Instant.ofEpochMilli(since).toString()));
  }
}
