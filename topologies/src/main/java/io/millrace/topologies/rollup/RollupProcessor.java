package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionView;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.feature.TopologySettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Merges partials, folds them periodically into the windows of their series, and sends the changed
 * windows as rows.
 */
final class RollupProcessor implements Processor<Integer, byte[], RollupSeries, RollupRow> {
  /** The longest time before merged partials become visible to readers. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /**
   * The maximum number of partials that one punctuation folds, so that it does not block the
   * stream.
   */
  private static final int FOLDED_PER_STEP = 500;

  /**
   * Rows of all tasks are sent together at full seconds, so that a table receives them in one
   * insert.
   */
  private static final long SEND_EVERY_MS = 1_000;

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Grain[] GRAINS = Grain.values();

  private static final String PAST_CEILING = "rollup-series-ceiling";

  private final Topics topics;
  private final TopologySettings settings;
  private final DefinitionChanges changes;
  private final DropCounter tally;
  private ProcessorContext<RollupSeries, RollupRow> context;
  private RollupWindows windows;
  private Partials partials;
  private DefinitionView<Rollups> rollups;
  private DueRows due;
  private long sentIn;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  RollupProcessor(TopologyContext topology) {
    this.topics = topology.topics();
    this.changes = topology.changes();
    this.tally = topology.tally();
    this.settings = topology.settings();
  }

  @Override
  public void init(ProcessorContext<RollupSeries, RollupRow> processorContext) {
    context = processorContext;
    windows =
        new RollupWindows(
            context.getStateStore(StoreNames.ROLLUPS),
            context.taskId().partition(),
            settings.windowRetention().toMillis(),
            settings.seriesPerWindow());
    rollups = DefinitionView.ofRollups(changes, topics, context);
    due =
        new DueRows(
            context.getStateStore(StoreNames.ROLLUPS_DUE), settings.settleAfter().toMillis());
    due.load(context.currentSystemTimeMs());
    partials = context.getStateStore(StoreNames.PARTIALS);
    partials.load();
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::step);
    context.schedule(
        SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> windows.sweep(now, due::isPending));
  }

  @Override
  public void process(Record<Integer, byte[]> message) {
    long now = context.currentSystemTimeMs();
    PartialBatch.read(message.value(), (key, state) -> partials.merge(key, state, now));
  }

  private void step(long now) {
    partials.flushCache();
    windows.foldEpoch(partials.foldEpoch());
    long every = settings.foldEvery().toMillis();
    partials.fold(
        now / every * every,
        FOLDED_PER_STEP,
        new Partials.Windows() {
          @Override
          public void foldEpoch(long count) {
            windows.foldEpoch(count);
          }

          @Override
          public void add(RollupKey minute, RollupState partial, long since) {
            fold(minute, partial, since, now);
          }

          @Override
          public void end() {
            windows.mergePast(now);
          }
        });
    send(now);
  }

  /**
   * The row of a small minute window is sent immediately. Larger or coarser windows wait for more.
   */
  private void fold(RollupKey minute, RollupState partial, long since, long now) {
    for (Grain grain : GRAINS) {
      var key = new RollupKey(minute.series(), grain, grain.windowStart(minute.start()));
      RollupWindows.Merged merged = windows.merge(key, partial, now);
      WindowValue whole = merged.whole();
      if (grain == Grain.MINUTE && whole != null) {
        forwardRow(
            merged.key(),
            rollup -> Optional.of(RollupWindows.row(rollup, merged.key(), whole)),
            now);
      } else {
        due.windowChanged(merged.key(), since, now);
      }
      if (grain == Grain.MINUTE && !merged.key().equals(key)) {
        tally.add(minute.series().tenant(), PAST_CEILING);
      }
    }
  }

  private void send(long now) {
    long second = now / SEND_EVERY_MS;
    if (second == sentIn) {
      return;
    }
    List<RollupKey> keys = due.take(now);
    if (keys.size() < DueRows.ROWS_PER_STEP) {
      sentIn = second;
    }
    for (RollupKey key : keys) {
      forwardRow(key, rollup -> windows.row(rollup, key), now);
      forwardKept(key, now);
    }
  }

  /** A former partition may have left a row that was still to be sent. */
  private void forwardKept(RollupKey key, long now) {
    RollupSeries series = key.series();
    rollups
        .current()
        .withId(series.tenant(), series.rollup())
        .ifPresent(
            rollup ->
                windows
                    .keptRows(rollup, key)
                    .forEach(row -> context.forward(new Record<>(series, row, now))));
  }

  /** Rows of a removed rollup are not sent. */
  private void forwardRow(RollupKey key, Function<Rollup, Optional<RollupRow>> row, long now) {
    RollupSeries series = key.series();
    rollups
        .current()
        .withId(series.tenant(), series.rollup())
        .flatMap(row)
        .ifPresent(one -> context.forward(new Record<>(series, one, now)));
  }
}
