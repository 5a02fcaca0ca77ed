package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.topic.Stores;
import io.millrace.topologies.TopologySettings;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Merges partials into the windows of their series, and sends the windows that changed as rows. */
final class RollupProcessor implements Processor<RollupSeries, byte[], RollupSeries, RollupRow> {
  private static final Duration SEND_EVERY = Duration.ofMillis(200);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Grain[] GRAINS = Grain.values();

  private final TopologySettings settings;
  private ProcessorContext<RollupSeries, RollupRow> context;
  private RollupWindows windows;
  private DueRows due;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  RollupProcessor(TopologySettings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<RollupSeries, RollupRow> processorContext) {
    context = processorContext;
    windows =
        new RollupWindows(
            context.getStateStore(Stores.ROLLUPS), settings.windowRetention().toMillis());
    due = new DueRows(context.getStateStore(Stores.ROLLUPS_DUE), settings.settleAfter().toMillis());
    due.load(context.currentSystemTimeMs());
    context.schedule(SEND_EVERY, PunctuationType.WALL_CLOCK_TIME, this::send);
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> windows.sweep(now));
  }

  @Override
  public void process(Record<RollupSeries, byte[]> message) {
    RollupSeries series = message.key();
    Rollup rollup = rollup(series);
    long now = context.currentSystemTimeMs();
    for (Grain grain : GRAINS) {
      // Decoded for each grain: a window may keep the state it is given.
      Partial partial = Partial.fromBytes(rollup, message.value());
      var key = new RollupKey(series, grain, grain.windowStart(partial.start()));
      windows.merge(rollup, key, partial.state(), now);
      due.touched(key, now);
    }
  }

  private void send(long now) {
    for (RollupKey key : due.take(now)) {
      windows
          .row(rollup(key.series()), key)
          .ifPresent(row -> context.forward(new Record<>(key.series(), row, now)));
    }
  }

  private static Rollup rollup(RollupSeries series) {
    return Rollup.named(series.rollup())
        .orElseThrow(
            () -> new IllegalStateException("there is no rollup named " + series.rollup()));
  }
}
