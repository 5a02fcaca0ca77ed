package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.Tally;
import io.millrace.topologies.TopologySettings;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.RollupView;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Merges partials into the windows of their series, and sends the windows that changed as rows. */
final class RollupProcessor implements Processor<RollupSeries, byte[], RollupSeries, RollupRow> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /**
   * Rows of all tasks go out together at full seconds, so that a table takes them in one insert.
   */
  private static final long SEND_EVERY_MS = 1_000;

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Grain[] GRAINS = Grain.values();

  private static final String PAST_CEILING = "rollup-series-ceiling";

  private final Topics topics;
  private final TopologySettings settings;
  private final DefinitionChanges changes;
  private final Tally tally;
  private ProcessorContext<RollupSeries, RollupRow> context;
  private RollupWindows windows;
  private RollupView rollups;
  private DueRows due;
  private long sentIn;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  RollupProcessor(
      Topics topics, TopologySettings settings, DefinitionChanges changes, Tally tally) {
    this.topics = topics;
    this.changes = changes;
    this.tally = tally;
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<RollupSeries, RollupRow> processorContext) {
    context = processorContext;
    windows =
        new RollupWindows(
            context.getStateStore(Stores.ROLLUPS),
            context.taskId().partition(),
            settings.windowRetention().toMillis(),
            settings.seriesPerWindow());
    rollups = new RollupView(changes, topics, context);
    due = new DueRows(context.getStateStore(Stores.ROLLUPS_DUE), settings.settleAfter().toMillis());
    due.load(context.currentSystemTimeMs());
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::send);
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> windows.sweep(now));
  }

  @Override
  public void process(Record<RollupSeries, byte[]> message) {
    RollupSeries series = message.key();
    long now = context.currentSystemTimeMs();
    for (Grain grain : GRAINS) {
      // Decoded for each grain: a window may keep the state it is given.
      Partial partial = Partial.fromBytes(message.value());
      var key = new RollupKey(series, grain, grain.windowStart(partial.start()));
      RollupKey merged = windows.merge(key, partial.state(), now);
      if (grain == Grain.MINUTE && !merged.equals(key)) {
        tally.add(series.tenant(), PAST_CEILING);
      }
      due.touched(merged, now);
    }
  }

  /** What a removed rollup has left goes no further. */
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
      RollupSeries series = key.series();
      rollups
          .current()
          .withId(series.tenant(), series.rollup())
          .flatMap(rollup -> windows.row(rollup, key))
          .ifPresent(row -> context.forward(new Record<>(series, row, now)));
    }
  }
}
