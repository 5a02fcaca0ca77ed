package io.millrace.service.rollups;

import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.service.stores.StoreCodec;
import io.millrace.service.stores.StoreEntry;
import io.millrace.state.reads.MergedRange;
import io.millrace.topologies.rollup.RollupReads;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/** The store {@code rollups}: a window, and its measures. */
@Singleton
final class RollupCodec implements StoreCodec {
  private final RollupCatalogue rollups;

  RollupCodec(RollupCatalogue rollups) {
    this.rollups = rollups;
  }

  /**
   * A window of the store.
   *
   * @param part 0, or another id where the window had left the store before
   * @param changed when it last changed, by the wall clock
   */
  @Schema(name = "Window")
  record WindowView(long part, long version, String changed, Map<String, Object> measures) {}

  @Override
  public Set<String> stores() {
    return Set.of(StoreNames.ROLLUPS);
  }

  @Override
  public byte[] keyStart(String tenant, String text) {
    return RollupKeyText.start(tenant, text, rollups.current());
  }

  /** A large window is two records, one after the other, which add up. */
  @Override
  public StoreEntry next(MergedRange records) {
    RollupReads.Piece first = piece(records.next());
    RollupReads.Piece last = first;
    byte[] peeked = records.peek();
    while (peeked != null && RollupReads.window(peeked).equals(first.key())) {
      RollupReads.Piece next = piece(records.next());
      last = next.version() < last.version() ? last : next;
      first.state().merge(next.state());
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

  private Map<String, Object> measures(RollupKey key, RollupState state) {
    Optional<Rollup> rollup =
        rollups.current().withId(key.series().tenant(), key.series().rollup());
    List<MeasureState> states = state.measures();
    var measures = new LinkedHashMap<String, Object>();
    for (int i = 0; i < states.size(); i++) {
      int index = i;
      String name = rollup.map(one -> one.measures().get(index).name()).orElse("measure " + i);
      measures.put(name, shown(states.get(i)));
    }
    return measures;
  }

  private static Object shown(MeasureState state) {
    return state instanceof QuantileState quantiles
        ? Map.of(
            "count", quantiles.count(),
            "p50", String.valueOf(quantiles.quantile(0.5)),
            "p99", String.valueOf(quantiles.quantile(0.99)))
        : state.result();
  }
}
