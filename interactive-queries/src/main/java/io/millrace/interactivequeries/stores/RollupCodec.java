package io.millrace.interactivequeries.stores;

import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.topologies.rollup.RollupReads;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/** The store {@code rollups}: a window, and its measures. */
final class RollupCodec implements StoreCodec {
  /**
   * A window of the store.
   *
   * @param part 0, or another id where the window had left the store before
   * @param changed when it last changed, by the wall clock
   */
  @Schema(name = "Window")
  record WindowView(long part, long version, String changed, Map<String, Long> measures) {}

  @Override
  public byte[] keyStart(String tenant, String text) {
    return RollupKeyText.start(tenant, text);
  }

  /** A large window is two records, one after the other, which add up. */
  @Override
  public StoreEntry next(MergedRange records) {
    RollupReads.Piece first = piece(records.next());
    RollupReads.Piece last = first;
    byte[] peeked = records.peek();
    while (peeked != null && RollupReads.window(peeked).equals(first.key())) {
      last = piece(records.next());
      first.state().merge(last.state());
      peeked = records.peek();
    }
    var view =
        new WindowView(
            first.part(),
            last.version(),
            Instant.ofEpochMilli(last.touchedAt()).toString(),
            measures(first.key(), first.state()));
    return new StoreEntry(RollupKeyText.text(first.key()), view);
  }

  private static RollupReads.Piece piece(KeyValue<Bytes, byte[]> record) {
    return RollupReads.piece(record.key.get(), record.value);
  }

  private static Map<String, Long> measures(RollupKey key, RollupState state) {
    Rollup rollup = Rollup.named(key.series().rollup()).orElseThrow();
    List<MeasureState> states = state.measures();
    var measures = new LinkedHashMap<String, Long>();
    for (int i = 0; i < states.size(); i++) {
      measures.put(rollup.measures().get(i).name(), states.get(i).result());
    }
    return measures;
  }
}
